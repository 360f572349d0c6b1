import type { StoredEvent } from '../../runtime/index.ts';

/** Events that wait for one slow reader before it is cut off. */
const MOST_WAITING = 10_000;

/**
 * One reader of live events. What comes while the reader is busy waits for it, up to a limit: a reader that is slower
 * than the events is ended instead of filling the memory; it reconnects with the last id that it has seen.
 */
export class Feed {
  readonly #leave: () => void;
  readonly #signal: AbortSignal;
  #waiting: StoredEvent[] = [];
  #wake?: () => void;
  #overrun = false;

  constructor(leave: () => void, signal: AbortSignal) {
    this.#leave = leave;
    this.#signal = signal;
    signal.addEventListener('abort', this.#rouse, { once: true });
  }

  readonly #rouse = (): void => {
    this.#wake?.();
  };

  push(event: StoredEvent): void {
    this.#overrun ||= this.#waiting.length >= MOST_WAITING;
    if (!this.#overrun) this.#waiting.push(event);
    this.#rouse();
  }

  /** All that came since the last call; waits for the first. Undefined at the end. */
  async next(): Promise<StoredEvent[] | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#signal.aborted || this.#overrun) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    if (this.#signal.aborted) return undefined;
    const events = this.#waiting;
    this.#waiting = [];
    return events;
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#rouse);
    this.#leave();
  }
}
