import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** One answer per signal and processor, whatever is delivered twice. */
export const SignalResult = defineEntity({
  name: 'SignalResult',
  tableName: 'signal_results',
  properties: {
    signalId: p.text().primary(),
    processor: p.text().primary(),
    value: p.double(),
    /** It came after the signal was completed, and does not count. */
    late: p.boolean(),
    at: p.datetime(),
  },
});

export type SignalResult = InferEntity<typeof SignalResult>;
