import type { Message } from '../message.ts';
import { ACTION_DONE, isTimer } from '../turn/turn.ts';
import type { ToldMessage } from './api.ts';
import { eventWords } from './naming.ts';

/** A message in words. */
export function told(message: Message): ToldMessage {
  const { id, type, payload, from, correlationId, causationId, traceparent, sentAt } = message;
  return {
    id,
    type,
    ...describe(message),
    payload,
    from: from ?? null,
    correlationId,
    causationId: causationId ?? null,
    traceparent: traceparent ?? null,
    sentAt: new Date(sentAt).toISOString(),
  };
}

export function describe({
  id,
  type,
  payload,
}: Pick<Message, 'id' | 'type' | 'payload'>): Pick<ToldMessage, 'kind' | 'label'> {
  if (isTimer({ id })) return { kind: 'timer', label: eventWords(type).event };
  if (type === ACTION_DONE) return { kind: 'activity', label: `${String(payload.src)} done` };
  const words = eventWords(type);
  if (words.kind !== 'done' && words.kind !== 'error') return { kind: 'message', label: words.event };
  const outcome = (payload.output as { outcome?: unknown } | undefined)?.outcome;
  const label = typeof outcome === 'string' ? words.event.replace(/ done$/, ` ${outcome}`) : words.event;
  return { kind: 'activity', label };
}
