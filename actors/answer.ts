import type { HandlerOutcome, Message } from '../runtime/index.ts';

/**
 * A handler's answer, in the way that the command asked for: `answer: 'event'` turns the reply into an event, together with
 * what is to be handed on (`order`). A refusal stays what it is.
 */
export function answered({ payload }: Pick<Message, 'payload'>, outcome: HandlerOutcome): HandlerOutcome {
  const { reply, ...rest } = outcome;
  if (payload.answer !== 'event' || !reply) return outcome;
  const handedOn = payload.order && reply.type === 'StockReserved' ? { order: payload.order } : {};
  return { ...rest, events: [...(rest.events ?? []), { ...reply, payload: { ...reply.payload, ...handedOn } }] };
}
