import { z } from 'zod';
import { identifier, milliseconds } from '../identifier.ts';

/** What a signal carries. Processors multiply it, so that it stays far from where numbers end. */
export const signalValue = z.number().min(-1e15).max(1e15);

/** What one processor makes of it. */
const resultValue = z.number();

/** Names a processor, which is its actor type and its role too. */
export const processorName = identifier;

/** Who works on a signal and how long their answers are waited for; times in milliseconds. */
export const signalTerms = z.object({
  processors: z.array(processorName).min(1).max(100).describe('Asked all at once, each by the queue of its name.'),
  timeoutMs: milliseconds.default(30_000).describe('After which it completes with what is there.'),
  lateMs: milliseconds.default(86_400_000).describe('For how long after that late answers are still taken in.'),
});

/** What a signal understands. */
export const signalMessages = {
  SubmitSignal: z.object({ value: signalValue, ...signalTerms.shape }).describe('Starts a signal.'),
  SignalProcessed: z
    .object({ processor: processorName, value: resultValue })
    .describe('One processor is done with it.'),
} as const;

/** What a processor understands. It is addressed by signal id. */
export const processorCommands = {
  ProcessSignal: z
    .object({ processor: processorName, value: signalValue })
    .describe('Work on this signal and answer with SignalProcessed.'),
} as const;

const result = { processor: processorName, value: resultValue };

/** What happened to a signal. */
export const signalEvents = {
  SignalReceived: z.object({ value: signalValue, processors: z.array(processorName) }),
  SignalResultReceived: z.object(result),
  SignalCompleted: z.object({
    value: signalValue,
    partial: z.boolean(),
    results: z.array(z.object(result)),
    missing: z.array(processorName).describe('Who had not answered by then.'),
  }),
  LateResultRecorded: z.object(result).describe('An answer that came after the end. It changes nothing.'),
} as const;

export type SubmitSignal = z.output<typeof signalMessages.SubmitSignal>;
