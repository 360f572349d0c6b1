/** Senders that count, each to an actor of its own id and to one of another: what tells whether messages keep their order. */
import { assign, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { defineMachineActor } from '../define.ts';
import type { ActorDefinition } from '../definition.ts';
import type { Sql } from '../sql.ts';

const to = (address: string) => ({ address }) as unknown as string;

interface Telling {
  id: string;
  n: number;
  until: number;
}

const tellerMachine = setup({
  types: { context: {} as Telling, input: {} as { id: string; until: number }, events: {} as { type: 'Tell' } },
  guards: { isOver: ({ context }) => context.n >= context.until },
}).createMachine({
  id: 'teller',
  context: ({ input }) => ({ id: input.id, until: input.until, n: 0 }),
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
          { guard: 'isOver', target: 'over' },
          { target: 'telling', reenter: true },
        ],
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
    messages: { Begin: z.object({ until: z.number() }), Tell: z.object({}) },
  }),
  defineMachineActor({
    type: 'listener',
    machine: listenerMachine,
    starts: ['Said'],
    messages: { Said: z.object({ n: z.number() }) },
  }),
];

const HEARD = `
  SELECT actor, message ->> 'from' AS teller, array_agg((message -> 'payload' ->> 'n')::integer ORDER BY version) AS numbers
  FROM journal WHERE actor LIKE 'listener/%' GROUP BY 1, 2`;

/** What each listener heard of each teller, in the order of its turns. */
export async function heard(sql: Sql): Promise<{ actor: string; teller: string; numbers: number[] }[]> {
  return sql.query('heard', HEARD);
}
