/** Many toy sagas at once, and what must hold when they are over, whatever happened to the servers meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { ActorDefinition } from '../definition.ts';
import { OrderlyError } from '../errors.ts';
import { runtimeInvariants } from '../invariants/index.ts';
import type { StartedRuntime } from '../runtime.ts';
import { inTransaction } from '../store/session.ts';
import { outboxEmpty } from './drained.ts';
import { seatActor, ticketActor } from './toy.ts';

export const sagaActors: readonly ActorDefinition[] = [ticketActor(), seatActor()];

/**
 * Starts `count` tickets, numbered from `from` on, over the runtimes in turn; each goes through a handler, an activity and
 * a timer by itself.
 */
export async function startSagas(
  runtimes: readonly StartedRuntime[],
  count: number,
  waitMs = 20,
  from = 0,
): Promise<void> {
  const start = async (n: number) => {
    const runtime = runtimes[n % runtimes.length] as StartedRuntime;
    const ask = { to: `ticket/${n}`, type: 'Ask', payload: { seat: `s${n}`, waitMs }, id: `ask-${n}` } as const;
    for (;;) {
      try {
        return await runtime.execute(ask);
      } catch (error) {
        if (!(error instanceof OrderlyError) || error.retry === 'never') throw error;
        await delay(20);
      }
    }
  };
  await Promise.all(Array.from({ length: count }, (_, n) => start(from + n)));
}

/** Resolves at the next commit of this process. A saga takes several: one that has begun since is not over then. */
export function nextCommit(runtime: StartedRuntime): Promise<void> {
  return new Promise((resolve) => {
    const unlisten = runtime.onCommit(() => {
      unlisten();
      resolve();
    });
  });
}

/** Resolves when so many tickets are final. */
export async function ticketsOver(runtime: StartedRuntime, count: number): Promise<void> {
  const text = `SELECT count(*)::integer AS n FROM actors WHERE type = 'ticket' AND status = 'done'`;
  const over = async () => (await runtime.sql.query<{ n: number }>('tickets_over', text))[0]?.n;
  await waitUntil(async () => (await over()) === count, { message: `${count} tickets are over` });
}

/** Everything that is wrong with finished sagas, a sentence each. */
export async function wrongs(runtime: StartedRuntime, databaseUrl: string, count: number): Promise<string[]> {
  await outboxEmpty(runtime);
  const wakes = async () => (await runtime.sql.query('wakes_left', 'SELECT 1 FROM wakes')).length === 0;
  await waitUntil(wakes, { message: 'no wake row is left' });
  const seats = await runtime.sql.query<{ holds: number }>('seats_held', 'SELECT holds FROM toy_seats');
  const letters = await runtime.sql.query('letters_left', 'SELECT id FROM dead_letters');
  const twice = seats.filter(({ holds }) => holds !== 1);
  const violations = await inTransaction(databaseUrl, 'checker', async (sql) => {
    const found: string[] = [];
    for (const invariant of runtimeInvariants(sagaActors, [])) found.push(...(await invariant.check(sql)));
    return found;
  });
  return [
    ...violations,
    ...(seats.length === count ? [] : [`${seats.length} of ${count} seats are held`]),
    ...(twice.length === 0 ? [] : [`${twice.length} seats were held twice`]),
    ...(letters.length === 0 ? [] : [`${letters.length} dead letters are left`]),
  ];
}
