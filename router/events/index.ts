import { tracked } from '@trpc/server';
import { z } from 'zod';
import { tail } from '../live/tail.ts';
import { procedure, router } from '../trpc.ts';
import { toEvent } from './schemas.ts';

const EventId = z.string().regex(/^\d{1,20}-\d{1,20}$/, 'is not the id of an event');

const Tail = z.object({
  types: z.array(z.string()).optional().describe('Only these event types'),
  actorType: z.string().optional(),
  lastEventId: EventId.nullish().describe('Resume after this event; without it only new ones'),
});

export const events = router({
  /** Every event as it commits, resumable. */
  tail: procedure.input(Tail).subscription(async function* ({ ctx, input, signal }) {
    const { types, actorType, lastEventId } = input;
    for await (const event of tail(ctx, lastEventId ?? undefined, signal)) {
      if (types && !types.includes(event.type)) continue;
      if (actorType && !event.actor.startsWith(`${actorType}/`)) continue;
      yield tracked(event.id, toEvent(event));
    }
  }),
});
