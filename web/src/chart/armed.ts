import type { ActorNow, Turn } from '../api/types.ts';
import type { Armed } from './pill.tsx';

/** The timers that are armed, by the type of their event, as transitions carry it. */

/** After a turn of the past: armed until then and neither cancelled nor fired. */
export function armedAfter(turns: readonly Turn[], at: number): Map<string, Armed> {
  const armed = new Map<string, Armed>();
  for (const { message, states } of turns.slice(0, at + 1)) {
    if (message.kind === 'timer') armed.delete(message.type);
    for (const effect of states?.effects ?? []) {
      if (effect.kind === 'timerCancelled') armed.delete(effect.eventType);
      if (effect.kind === 'timerArmed')
        armed.set(effect.eventType, { dueAt: Date.parse(effect.dueAt), delayMs: effect.delayMs, runs: false });
    }
  }
  return armed;
}

/** Now, running down. */
export function armedNow({ timers }: Pick<ActorNow, 'timers'>): Map<string, Armed> {
  return new Map(
    timers.map(({ eventType, dueAt, armedAt }) => {
      const due = Date.parse(dueAt);
      return [eventType, { dueAt: due, delayMs: armedAt ? due - Date.parse(armedAt) : 0, runs: true }];
    }),
  );
}
