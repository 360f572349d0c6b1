import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/**
 * One figure of a quarter of an hour (UTC), added up by a projection. What `label` and `amount` are depends on the metric:
 * placed and confirmed: currency and minor units; cancelled: reason and 0; duration: the saga's end and milliseconds, with
 * the bucket of the histogram.
 */
export const AnalyticsSlot = defineEntity({
  name: 'AnalyticsSlot',
  tableName: 'analytics_slots',
  properties: {
    slot: p.datetime().primary(),
    metric: p.enum(['placed', 'confirmed', 'cancelled', 'duration'] as const).primary(),
    label: p.text().primary(),
    bucket: p.integer().primary(),
    count: p.bigint('number'),
    amount: p.bigint('number'),
  },
});

export type AnalyticsSlot = InferEntity<typeof AnalyticsSlot>;
