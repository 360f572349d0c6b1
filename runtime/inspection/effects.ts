import type { Timer } from '../turn/actor-state.ts';
import { ACTIVITY_REQUEST, type Turn } from '../turn/turn.ts';
import type { Effect } from './api.ts';
import { eventWords } from './naming.ts';

/** What a turn caused besides the new state: messages and events in their order, then timers and activities. */
export function effectsOf({ message, before, after, outgoing, events }: Turn, at: number): Effect[] {
  const sent = outgoing.map(({ id, to, type, payload }): Effect => {
    if (type !== ACTIVITY_REQUEST) return { kind: 'command', messageId: id, to, type, payload };
    return { kind: 'activityStarted', id, src: String(payload.src), input: payload.input ?? null };
  });
  const emitted = events.map((event): Effect => ({ kind: 'event', ...event }));
  const isOther = ({ id }: { id: string }) => id !== message.id;
  const [armed, cancelled] = changes(before?.timers ?? [], after.timers);
  const [, stopped] = changes(before?.activities ?? [], after.activities);
  return [
    ...sent,
    ...emitted,
    ...cancelled.filter(isOther).map((timer) => timerEffect('timerCancelled', timer, at)),
    ...armed.map((timer) => timerEffect('timerArmed', timer, at)),
    ...stopped.filter(isOther).map(({ id, src }): Effect => ({ kind: 'activityStopped', id, src })),
  ];
}

function changes<T extends { id: string }>(before: readonly T[], after: readonly T[]): [came: T[], went: T[]] {
  const [old, now] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  return [after.filter(({ id }) => !old.has(id)), before.filter(({ id }) => !now.has(id))];
}

function timerEffect(kind: 'timerArmed' | 'timerCancelled', { id, event, dueAt }: Timer, at: number): Effect {
  const { event: words } = eventWords(event.type);
  return { kind, id, event: words, eventType: event.type, dueAt: iso(dueAt), delayMs: Math.max(0, dueAt - at) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
