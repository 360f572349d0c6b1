import { tracked } from '@trpc/server';
import { address } from '../../runtime/index.ts';
import { NoSuchActor } from '../errors.ts';
import { followActor } from '../live/follow-actor.ts';
import { procedure } from '../trpc.ts';
import {
  ActorNow,
  Conversation,
  ConversationInput,
  ExportedTest,
  FollowInput,
  Supposition,
  TurnPage,
  TurnsInput,
  WhatIfInput,
} from './replay-schemas.ts';
import { ActorAddress } from './schemas.ts';

/** Orders with which a conversation about a correlation begins. */
const MOST_ORDERS = 20;

/** What the console asks of one actor: its history replayed, how it stands, and what would happen. Nothing is written. */
export const replayProcedures = {
  turns: procedure
    .input(TurnsInput)
    .output(TurnPage)
    .query(({ ctx, input: { type, id, after, limit } }) =>
      ctx.inspection.turns(address(type, id), { after, limit }),
    ),

  now: procedure
    .input(ActorAddress)
    .output(ActorNow)
    .query(async ({ ctx, input }) => {
      const to = address(input.type, input.id);
      const now = await ctx.inspection.now(to);
      if (!now) throw new NoSuchActor(to);
      return now;
    }),

  /** Server-sent events; see {@link followActor}. */
  follow: procedure.input(FollowInput).subscription(async function* ({
    ctx,
    input: { type, id, lastEventId },
    signal,
  }) {
    for await (const { id: eventId, update } of followActor(ctx, address(type, id), lastEventId, signal))
      yield tracked(eventId, update);
  }),

  whatIf: procedure
    .input(WhatIfInput)
    .output(Supposition)
    .mutation(({ ctx, input: { type, id, ...what } }) => ctx.inspection.suppose(address(type, id), what)),

  exportTest: procedure
    .input(ActorAddress)
    .output(ExportedTest)
    .query(({ ctx, input }) => ctx.inspection.exportTest(address(input.type, input.id))),

  conversation: procedure
    .input(ConversationInput)
    .output(Conversation)
    .query(async ({ ctx, input }) => {
      if ('orderId' in input) return ctx.inspection.conversation({ actor: address('order', input.orderId) });
      if ('type' in input) return ctx.inspection.conversation({ actor: address(input.type, input.id) });
      const { items } = await ctx.orders.facts({ correlationId: input.correlationId, limit: MOST_ORDERS });
      const among = items.map(({ orderId }) => address('order', orderId));
      return ctx.inspection.conversation({ ...input, among });
    }),
};
