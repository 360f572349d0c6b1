import type { MessageOf } from '../message-of.ts';
import { type Gathered, missing, scatterGather } from '../scatter-gather/scatter-gather.ts';
import { to } from '../to.ts';
import type { SubmitSignal, signalMessages } from './messages.ts';

type SignalProcessed = Extract<MessageOf<typeof signalMessages>, { type: 'SignalProcessed' }>;

/** A signal as its machine knows it. */
export type SignalContext = Gathered<SubmitSignal, number>;

/** What counts, in the order in which the processors were asked. */
export function resultsOf({ targets, answers }: Pick<SignalContext, 'targets' | 'answers'>) {
  return targets
    .filter((processor) => Object.hasOwn(answers, processor))
    .map((processor) => ({ processor, value: answers[processor] as number }));
}

/** One signal: every processor works on it, and it completes with all results, or at its timeout with those that came. */
export const signalMachine = scatterGather<SubmitSignal, number, SignalProcessed>({
  id: 'signal',
  targets: ({ processors }) => processors,
  ask: (processor, { id, value }) => ({
    to: to(processor, id),
    message: { type: 'ProcessSignal', processor, value },
  }),
  answer: 'SignalProcessed',
  collect: ({ processor, value }) => ({ from: processor, answer: value }),
  deadlineMs: ({ timeoutMs }) => timeoutMs,
  lateMs: ({ lateMs }) => lateMs,
  events: {
    asked: ({ input: { value }, targets }) => ({ type: 'SignalReceived', value, processors: targets }),
    answered: (processor, value) => ({ type: 'SignalResultReceived', processor, value }),
    decided: (signal) => ({
      type: 'SignalCompleted',
      value: signal.input.value,
      partial: missing(signal).length > 0,
      results: resultsOf(signal),
      missing: missing(signal),
    }),
    late: (processor, value) => ({ type: 'LateResultRecorded', processor, value }),
  },
});
