/**
 * Senders that count until they are told that it is enough, each to an actor of its own id and to one of another: what
 * tells whether messages keep their order.
 */
import { assign, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { defineMachineActor } from '../define.ts';
import type { ActorDefinition } from '../definition.ts';
import type { StartedRuntime } from '../runtime.ts';
import type { Sql } from '../sql.ts';

const to = (address: string) => ({ address }) as unknown as string;

interface Telling {
  id: string;
  n: number;
  isEnough: boolean;
}

const tellerMachine = setup({
  types: {
    context: {} as Telling,
    input: {} as { id: string },
    events: {} as { type: 'Tell' } | { type: 'Stop' },
  },
  guards: { isEnough: ({ context }) => context.isEnough },
}).createMachine({
  id: 'teller',
  context: ({ input }) => ({ id: input.id, n: 0, isEnough: false }),
  initial: 'telling',
  states: {
    telling: {
      entry: [
        assign({ n: ({ context }) => context.n + 1 }),
        sendTo(
          ({ context }) => to(`listener/${context.id}`),
          ({ context }) => ({ type: 'Said', n: context.n }),
        ),
        sendTo(
          ({ context }) => to(`listener/friend-of-${context.id}`),
          ({ context }) => ({ type: 'Said', n: context.n }),
        ),
        sendTo(
          ({ context }) => to(`teller/${context.id}`),
          () => ({ type: 'Tell' }),
        ),
      ],
      on: {
        Tell: [
          { guard: 'isEnough', target: 'over' },
          { target: 'telling', reenter: true },
        ],
        Stop: { actions: assign({ isEnough: true }) },
      },
    },
    over: { type: 'final' },
  },
});

const listenerMachine = setup({
  types: { context: {} as { heard: number }, events: {} as { type: 'Said' } },
}).createMachine({
  id: 'listener',
  context: { heard: 1 },
  on: { Said: { actions: assign({ heard: ({ context }) => context.heard + 1 }) } },
});

export const tellers: readonly ActorDefinition[] = [
  defineMachineActor({
    type: 'teller',
    machine: tellerMachine,
    starts: ['Begin'],
    messages: { Begin: z.object({}), Tell: z.object({}), Stop: z.object({}) },
  }),
  defineMachineActor({
    type: 'listener',
    machine: listenerMachine,
    starts: ['Said'],
    messages: { Said: z.object({ n: z.number() }) },
  }),
];

const HEARD = `
  SELECT h.actor, h.numbers,
    (SELECT count(*)::integer FROM journal t WHERE t.actor = h.teller AND t.message ->> 'type' = 'Tell') AS told
  FROM (
    SELECT actor, message ->> 'from' AS teller,
      array_agg((message -> 'payload' ->> 'n')::integer ORDER BY version) AS numbers
    FROM journal WHERE actor LIKE 'listener/%' GROUP BY 1, 2) h`;

export interface Heard {
  /** The listener. */
  actor: string;
  /** What it heard, in the order of its turns. */
  numbers: number[];
  /** How many its teller told: one for each turn in which it told itself to go on. */
  told: number;
}

/** What each listener heard of its teller. */
export async function heard(sql: Sql): Promise<Heard[]> {
  return sql.query('heard', HEARD);
}

/** What is wrong with what a listener heard, if anything: a number too early, too late, twice, or never. */
export function disorder({ actor, numbers, told }: Heard): string[] {
  const at = numbers.findIndex((n, index) => n !== index + 1);
  if (at >= 0) return [`${actor} heard ${numbers.slice(Math.max(0, at - 1), at + 5)}`];
  return numbers.length === told ? [] : [`${actor} heard ${numbers.length} of ${told}`];
}

/** Has so many tellers begin, or stop, where they are worked: a door elsewhere counts as another sender. */
export async function toAllTellers(
  runtime: StartedRuntime,
  tellers: number,
  type: 'Begin' | 'Stop',
): Promise<void> {
  const areMine = () => Array.from({ length: tellers }, (_, n) => runtime.owns(`teller/${n}`)).every(Boolean);
  await waitUntil(areMine, { timeoutMs: 60_000, message: 'all tellers are worked here' });
  const tell = (_: unknown, n: number) => runtime.execute({ to: `teller/${n}`, type, payload: {} });
  await Promise.all(Array.from({ length: tellers }, tell));
}

const TELLING = `SELECT 1 FROM actors WHERE type = 'teller' AND status = 'active' LIMIT 1`;

/** Resolves when all tellers are over and every listener has heard what it was told. */
export async function allHeard(runtime: StartedRuntime): Promise<Heard[]> {
  const patient = { timeoutMs: 60_000 };
  await waitUntil(async () => (await runtime.sql.query('telling', TELLING)).length === 0, patient);
  await waitUntil(async () => (await heard(runtime.sql)).every(({ numbers, told }) => numbers.length >= told), {
    ...patient,
    message: 'each listener has heard all that it was told',
  });
  return heard(runtime.sql);
}
