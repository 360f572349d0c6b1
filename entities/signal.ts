import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A signal, written with its actor's turns. Once it is completed the row never changes. */
export const Signal = defineEntity({
  name: 'Signal',
  tableName: 'signals',
  properties: {
    signalId: p.text().primary(),
    value: p.double(),
    status: p.enum(['pending', 'completed'] as const),
    /** Who was asked. */
    processors: p.json<string[]>(),
    /** Who had not answered when it completed; empty before. */
    missing: p.json<string[]>(),
    receivedAt: p.datetime(),
    completedAt: p.datetime().nullable(),
  },
});

export type Signal = InferEntity<typeof Signal>;
