import { tracked } from '@trpc/server';
import { z } from 'zod';
import { address } from '../../runtime/index.ts';
import { NoSuchActor } from '../errors.ts';
import { Event, toEvent } from '../events/schemas.ts';
import { watchActor } from '../live/watch-actor.ts';
import { route } from '../openapi/route.ts';
import { procedure, router } from '../trpc.ts';
import { replayProcedures } from './replay.ts';
import { Actor, ActorAddress, Turn, toActor, toTurn } from './schemas.ts';

const tag = 'Actors';
const History = ActorAddress.extend({
  after: z.coerce.number<number>().int().min(0).default(0).describe('Turns after this version'),
  limit: z.coerce.number<number>().int().min(1).max(500).default(100),
});
const Watch = ActorAddress.extend({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a version')
    .nullish(),
});

const read = route('GET', '/api/actors/{type}/{id}', {
  tag,
  summary: 'The state of an actor, and what it waits for',
  problems: ['ACTOR_NOT_FOUND', 'UNKNOWN_ACTOR_TYPE'],
});
const history = route('GET', '/api/actors/{type}/{id}/history', {
  tag,
  summary: 'Its turns: every message that it handled',
  problems: ['UNKNOWN_ACTOR_TYPE'],
});
const events = route('GET', '/api/actors/{type}/{id}/events', {
  tag,
  summary: 'Its events',
  problems: ['UNKNOWN_ACTOR_TYPE'],
});

export const actors = router({
  read: procedure
    .meta(read)
    .input(ActorAddress)
    .output(Actor)
    .query(async ({ ctx, input }) => {
      const to = address(input.type, input.id);
      const actor = await ctx.runtime.read(to);
      if (!actor) throw new NoSuchActor(to);
      return toActor(actor);
    }),

  history: procedure
    .meta(history)
    .input(History)
    .output(
      z.object({
        items: z.array(Turn),
        removed: z.number().int().describe('How many of its first turns the retention period has removed'),
      }),
    )
    .query(async ({ ctx, input: { type, id, after, limit } }) => {
      const to = address(type, id);
      const [turns, removed] = await Promise.all([
        ctx.runtime.history(to, { after, limit }),
        ctx.runtime.turnsGone(to),
      ]);
      return { items: turns.map(toTurn), removed };
    }),

  events: procedure
    .meta(events)
    .input(ActorAddress)
    .output(z.object({ items: z.array(Event) }))
    .query(async ({ ctx, input }) => ({
      items: (await ctx.runtime.events(address(input.type, input.id))).map(toEvent),
    })),

  ...replayProcedures,

  /** Its events, past and to come; the id to resume from is the event's version. */
  watch: procedure.input(Watch).subscription(async function* ({ ctx, input: { type, id, lastEventId }, signal }) {
    for await (const batch of watchActor(ctx, address(type, id), Number(lastEventId ?? 0), signal))
      for (const event of batch) yield tracked(String(event.version), toEvent(event));
  }),
});
