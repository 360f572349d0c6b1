import { InvalidMessage } from '../errors.ts';
import type { Address, Message } from '../message.ts';
import type { ActorState } from '../turn/actor-state.ts';
import { isTimer, timerMessage } from '../turn/turn.ts';
import type { Supposed } from './api.ts';
import { eventWords } from './naming.ts';

type Given = Exclude<Supposed, { kind: 'recorded' }>;

/** Throws `InvalidMessage` where it names a timer or an activity that is not pending then. */
export function messageOf(
  to: Address,
  supposed: Given,
  state: ActorState | undefined,
  index: number,
  now: number,
): Message {
  const correlationId = state?.correlationId ?? 'what-if';
  if (supposed.kind === 'message') {
    const { type, payload, from } = supposed;
    const id = `what-if-${index + 1}`;
    return { id, to, type, payload, correlationId, sentAt: now, ...(from ? { from } : {}) };
  }
  const missing = (pending: readonly { id: string }[]) => {
    const ids = pending.map(({ id }) => id).join(', ') || 'none';
    const issue = {
      path: `messages.${index}.id`,
      message: `no such ${supposed.kind} is pending; there are: ${ids}`,
    };
    return new InvalidMessage('what if', to, [issue]);
  };
  if (supposed.kind === 'timer') {
    const timer = state?.timers.find(({ id }) => id === supposed.id);
    if (!state || !timer) throw missing(state?.timers ?? []);
    return timerMessage(state, timer);
  }
  const activity = state?.activities.find(({ id }) => id === supposed.id);
  if (!activity) throw missing(state?.activities ?? []);
  const type = `xstate.done.actor.${activity.invokeId}`;
  const payload = { output: supposed.output, actorId: activity.invokeId };
  return { id: activity.id, to, type, payload, correlationId, sentAt: now };
}

/**
 * A message of the journal for a state that came about otherwise: timers and activities have other ids there, so they
 * are told apart by their names. One that is not pending keeps its own id and is ignored.
 */
export function retold(message: Message, state: ActorState | undefined): Message {
  if (!state) return message;
  if (isTimer(message)) {
    const timer = state.timers.find(({ event }) => event.type === message.type);
    return timer ? { ...message, id: timer.id } : message;
  }
  const { kind } = eventWords(message.type);
  if (kind !== 'done' && kind !== 'error') return message;
  const activity = state.activities.find(({ invokeId }) => message.type.endsWith(`.actor.${invokeId}`));
  return { ...message, id: activity?.id ?? message.id };
}
