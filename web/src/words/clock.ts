import { useSyncExternalStore } from 'react';

/** The server's time, and one tick a second for everything on the page that ages or counts down. */

let offsetMs = 0;

/**
 * Learns how far this machine's clock is from the server's. The header has whole seconds, so differences below two are
 * left alone.
 * @param header the `date` of an answer
 * @param askedAt when it was asked, epoch ms of this machine
 */
export function learnServerTime(header: string | null, askedAt: number): void {
  if (!header) return;
  const difference = Date.parse(header) - (askedAt + Date.now()) / 2;
  if (!Number.isNaN(difference)) offsetMs = Math.abs(difference) > 2_000 ? difference : 0;
}

/** Epoch ms by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

type Listener = (now: number) => void;
const listeners = new Set<Listener>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls back once a second, everybody in the same frame; not in a hidden tab. */
export function onTick(listener: Listener): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (document.hidden) return;
    requestAnimationFrame(() => {
      const now = serverNow();
      for (const each of listeners) each(now);
    });
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Renders once a second. For more than a few, {@link onTick} and the text of a node are cheaper. */
export function useNow(): number {
  return useSyncExternalStore(onTick, wholeSecond);
}

/** The same value within a second, as useSyncExternalStore demands. */
function wholeSecond(): number {
  return Math.floor(serverNow() / 1_000) * 1_000;
}
