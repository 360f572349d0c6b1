import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { MessageOf } from '../message-of.ts';
import { to } from '../to.ts';
import type { processorCommands } from './messages.ts';

/** How the work ended; `unknown` where every attempt failed. */
export type WorkOutcome =
  | { outcome: 'done'; value: number }
  | { outcome: 'refused'; code: string; reason: string }
  | { outcome: 'unknown'; reason: string };

export interface Work {
  processor: string;
  value: number;
}

interface ProcessorContext extends Work {
  signalId: string;
  result: number | null;
}

/** The work of one processor on one signal. When it fails for good nobody is told: the signal's deadline counts for that. */
export const processorMachine = setup({
  types: {
    input: {} as Work & { id: string },
    context: {} as ProcessorContext,
    events: {} as MessageOf<typeof processorCommands>,
  },
  actors: {
    work: fromPromise<WorkOutcome, Work>(() => {
      throw new Error('provided by the runtime');
    }),
  },
  actions: {
    answer: sendTo(
      ({ context }) => to('signal', context.signalId),
      ({ context: { processor, result } }) => ({ type: 'SignalProcessed', processor, value: result ?? 0 }),
    ),
  },
}).createMachine({
  id: 'processor',
  context: ({ input: { id, processor, value } }) => ({ signalId: id, processor, value, result: null }),
  initial: 'working',
  states: {
    working: {
      invoke: {
        id: 'work',
        src: 'work',
        input: ({ context: { processor, value } }) => ({ processor, value }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'answered',
            actions: assign(({ event: { output } }) =>
              output.outcome === 'done' ? { result: output.value } : {},
            ),
          },
          { target: 'gaveUp' },
        ],
        onError: 'gaveUp',
      },
    },
    answered: { type: 'final', entry: 'answer' },
    gaveUp: { type: 'final' },
  },
});
