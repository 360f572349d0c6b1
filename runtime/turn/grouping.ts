import { type Message, typeOf } from '../message.ts';
import type { Envelope } from '../store/seal.ts';
import { ACTIVITY_REQUEST } from './turn.ts';

/** The actor type of addresses at which an `ask` waits; such messages are published, not stored. */
export const REPLY_TYPE = 'reply';

export interface Grouping {
  envelopes: Envelope[];
  replies: Message[];
}

/** Activities have a queue of their own, so that slow work does not stand in front of quick turns. */
export function queueOf(message: Message): string {
  const type = typeOf(message.to);
  return message.type === ACTIVITY_REQUEST ? activityQueue(type) : type;
}

export function activityQueue(type: string): string {
  return `${type}.activities`;
}

/** One envelope per queue, each message in the order it was sent. */
export function group(messages: readonly Message[], newId: () => string): Grouping {
  const byQueue = new Map<string, Message[]>();
  const replies: Message[] = [];
  for (const message of messages) {
    if (typeOf(message.to) === REPLY_TYPE) {
      replies.push(message);
      continue;
    }
    const queue = queueOf(message);
    const gathered = byQueue.get(queue);
    if (gathered) gathered.push(message);
    else byQueue.set(queue, [message]);
  }
  return {
    envelopes: [...byQueue].map(([queue, gathered]) => ({ id: newId(), queue, messages: gathered })),
    replies,
  };
}
