import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { DeadLetter } from '../api.ts';
import type { StartedRuntime } from '../runtime.ts';

/** Resolves when nothing is on its way any more: every outbox row is settled. */
export async function outboxEmpty(runtime: StartedRuntime): Promise<void> {
  const left = async () => runtime.sql.query('outbox_left', 'SELECT id, owner, messages FROM outbox');
  await waitUntil(async () => (await left()).length === 0, { message: 'the outbox is empty' });
}

/** The one open dead letter of an actor, as soon as there is one. */
export function openLetter(runtime: StartedRuntime, actor: string): Promise<DeadLetter> {
  const look = async () =>
    (await runtime.deadLetters.list({ state: 'open' })).items.find((letter) => letter.actor === actor);
  return waitUntil(look, { message: `${actor} has an open dead letter` }) as Promise<DeadLetter>;
}
