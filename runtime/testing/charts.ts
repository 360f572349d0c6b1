/** Definitions around small machines, for tests of the pure turn. */
import { type AnyStateMachine, assign, cancel, emit, fromPromise, raise, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { done, type Outcome } from '../activities/outcome.ts';
import { defineMachineActor } from '../define.ts';
import type { Activity, MachineActorDefinition } from '../definition.ts';

export const doNothing: Activity = { run: async () => done(undefined) };

/** How a machine names another actor. */
export const durable = (to: string) => ({ address: to }) as unknown as string;

/** An actor of the type `chart` that `Start` creates and that understands whatever the machine does. */
export function chart(
  machine: AnyStateMachine,
  options: { activities?: readonly string[]; events?: readonly string[] } = {},
): MachineActorDefinition {
  const types = machine.events.filter((type) => !type.startsWith('xstate.') && type !== '*');
  const anything = z.looseObject({});
  return defineMachineActor({
    type: 'chart',
    machine,
    starts: ['Start'],
    messages: Object.fromEntries(['Start', 'Unheard', ...types].map((type) => [type, anything])),
    events: Object.fromEntries((options.events ?? []).map((type) => [type, anything])),
    activities: Object.fromEntries((options.activities ?? []).map((name) => [name, doNothing])),
  });
}

const note = (type: string) =>
  emit(({ context }: { context: { n: number } }) => ({ type, n: context.n })) as never;

/** A bit of everything that XState has, in one machine: regions, history, guards, timers, sends, activities. */
export const everything = setup({
  types: { context: {} as { n: number; log: unknown[]; id: string }, input: {} as { id: string } },
  actors: {
    work: fromPromise<Outcome, { n: number }>(() => Promise.reject(new Error('bound by the definition'))),
  },
  actions: {
    count: assign({ n: ({ context }) => context.n + 1 }),
    keep: assign({ log: ({ context, event }) => [...context.log.slice(-3), event.type] }),
    report: () => undefined,
    tell: sendTo(
      () => durable('chart/2'),
      ({ context }) => ({ type: 'Told', n: context.n }) as never,
    ),
    tellLater: sendTo(
      () => durable('chart/2'),
      () => ({ type: 'ToldLater' }) as never,
      { id: 'told', delay: 700 },
    ),
    tick: raise({ type: 'F' }, { id: 'tick', delay: 300 }),
    hush: cancel('tick'),
  },
  guards: { odd: ({ context }) => context.n % 2 === 1, many: ({ context }) => context.n > 12 },
  delays: { pause: ({ context }) => 100 + context.n },
}).createMachine({
  id: 'everything',
  context: ({ input }) => ({ n: 0, log: [], id: input.id }),
  type: 'parallel',
  states: {
    path: {
      initial: 'calm',
      states: {
        calm: {
          entry: 'keep',
          on: { A: 'busy', B: { guard: 'odd', target: 'nested.deep' } },
          after: { pause: 'nested' },
        },
        busy: {
          invoke: {
            id: 'work',
            src: 'work',
            input: ({ context }) => ({ n: context.n }),
            onDone: [
              { guard: ({ event }) => event.output.outcome === 'done', target: 'nested', actions: 'count' },
              'calm',
            ],
            onError: 'calm',
          },
          on: { A: { target: 'busy', reenter: true }, C: 'calm', D: { actions: ['report', 'tell'] } },
        },
        nested: {
          initial: 'one',
          onDone: { target: 'calm', actions: note('Passed') },
          on: { C: 'calm', E: { actions: 'tellLater' } },
          states: {
            one: { on: { A: 'two' }, after: { 50: { target: 'two', actions: 'count' } } },
            two: {
              initial: 'x',
              states: { x: { on: { A: 'y' } }, y: { on: { D: '#everything.path.nested.last' } } },
            },
            last: { type: 'final' },
            deep: { type: 'history', history: 'deep' },
            back: { type: 'history' },
          },
        },
      },
    },
    meter: {
      initial: 'low',
      on: {
        B: { actions: 'count' },
        D: { actions: 'tick' },
        E: { actions: 'hush' },
        F: { actions: ['count', 'keep'] },
      },
      states: {
        low: { always: { guard: 'many', target: 'high', actions: note('Filled') } },
        high: { type: 'final' },
      },
    },
  },
});
