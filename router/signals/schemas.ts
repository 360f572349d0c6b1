import { z } from 'zod';
import { signalMessages } from '../../machines/signal/messages.ts';

const { value } = signalMessages.SubmitSignal.shape;

export const SignalBody = z.object({ value }).meta({ id: 'SignalBody', examples: [{ value: 10 }] });
export type SignalBody = z.output<typeof SignalBody>;

export const SignalStatus = z.enum(['pending', 'completed']);

export const Signal = z
  .object({
    signalId: z.string(),
    value: z.number(),
    status: SignalStatus,
    partial: z.boolean().describe('Whether it was completed without the answers of all processors'),
    results: z.array(z.object({ processor: z.string(), value: z.number() })).describe('The answers that count'),
    missing: z.array(z.string()).describe('The processors that had not answered when it was completed'),
    receivedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Signal' });

export const Processor = z
  .object({
    processor: z.string(),
    stopped: z
      .object({ by: z.string(), since: z.iso.datetime() })
      .nullable()
      .describe('Since when nobody works it, and who stopped it; null: it is worked by every process of its role'),
  })
  .meta({ id: 'Processor' });
export type Processor = z.output<typeof Processor>;

export const Processors = z.object({
  switchable: z.boolean().describe('Whether they can be stopped and started here: DEV_CONTROLS'),
  items: z.array(Processor),
});
export type Processors = z.output<typeof Processors>;

export const SignalResult = z
  .object({
    processor: z.string(),
    value: z.number(),
    late: z.boolean().describe('It came after the end and changed nothing'),
    at: z.iso.datetime(),
  })
  .meta({ id: 'SignalResult' });
