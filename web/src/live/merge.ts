/** Hands on what arrived, in order and together: at most once per frame and {@link MERGES_PER_SECOND} times a second. */
export const MERGES_PER_SECOND = 4;

export interface Merger<T> {
  add(item: T): void;
  /** Hands on what waits, and nothing after that. */
  stop(): void;
}

/** @param apply gets all items since its last call, the oldest first. */
export function merged<T>(apply: (items: T[]) => void): Merger<T> {
  let waiting: T[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  const flush = () => {
    frame = 0;
    last = performance.now();
    const items = waiting;
    waiting = [];
    if (items.length > 0) apply(items);
  };
  return {
    add(item) {
      waiting.push(item);
      if (timer || frame) return;
      const wait = Math.max(0, last + 1_000 / MERGES_PER_SECOND - performance.now());
      timer = setTimeout(() => {
        timer = undefined;
        frame = requestAnimationFrame(flush);
      }, wait);
    },
    stop() {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      flush();
    },
  };
}
