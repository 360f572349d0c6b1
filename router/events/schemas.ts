import { z } from 'zod';
import type { StoredEvent } from '../../runtime/index.ts';

export const Event = z
  .object({
    id: z.string().describe('`<transaction>-<position>`: commit order over all actors'),
    actor: z.string(),
    version: z.int().describe('1, 2, 3 … per actor, without gaps'),
    type: z.string(),
    payload: z.record(z.string(), z.unknown()),
    messageId: z.string(),
    correlationId: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Event' });

export type Event = z.infer<typeof Event>;

export function toEvent({ at, ...event }: StoredEvent): Event {
  return { ...event, at: at.toISOString() };
}
