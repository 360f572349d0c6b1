import { type Message, typeOf } from '../message.ts';
import type { Layout } from '../shards/layout.ts';
import type { Envelope } from '../store/seal.ts';
import { ACTIVITY_REQUEST } from './turn.ts';

/** The actor type of addresses at which an `ask` waits; such messages are published, not stored. */
export const REPLY_TYPE = 'reply';

export interface Grouping {
  envelopes: Envelope[];
  replies: Message[];
}

/** Activities have a queue of their own, so that slow work does not stand in front of quick turns. */
export function queueOf({ to, type }: Message, layout: Layout): string {
  return type === ACTIVITY_REQUEST ? layout.activityQueueFor(to) : layout.queueFor(to);
}

export interface GroupingOptions {
  newEnvelopeId(): string;
  layout: Layout;
  /** Messages that may stay in the process share no envelope with those that may not. */
  apart?: boolean;
}

interface Pile {
  queue: string;
  messages: Message[];
}

/** One envelope per queue, each message in the order it was sent. */
export function group(
  messages: readonly Message[],
  { newEnvelopeId, layout, apart = false }: GroupingOptions,
): Grouping {
  const inside = new Map<string, Pile>();
  const across = new Map<string, Pile>();
  const replies: Message[] = [];
  for (const message of messages) {
    if (typeOf(message.to) === REPLY_TYPE) {
      replies.push(message);
      continue;
    }
    const queue = queueOf(message, layout);
    const piles = apart && !layout.isInside(message) ? across : inside;
    const pile = piles.get(queue);
    if (pile) pile.messages.push(message);
    else piles.set(queue, { queue, messages: [message] });
  }
  return {
    envelopes: [...inside.values(), ...across.values()].map((pile) => ({ id: newEnvelopeId(), ...pile })),
    replies,
  };
}
