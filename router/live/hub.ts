import type { Address, Runtime, StoredEvent } from '../../runtime/index.ts';
import { Feed } from './feed.ts';

/**
 * Spreads the events of this process's one subscription to its readers. Readers of one actor are found by its address,
 * so that an event costs the same with ten readers as with ten thousand.
 */
export class EventHub {
  readonly #ofActor = new Map<Address, Set<Feed>>();
  readonly #ofAll = new Set<Feed>();
  readonly #runtime: Pick<Runtime, 'onEvents'>;
  #unsubscribe?: () => void;

  constructor(runtime: Pick<Runtime, 'onEvents'>) {
    this.#runtime = runtime;
  }

  /** How many readers there are. */
  get size(): number {
    let count = this.#ofAll.size;
    for (const feeds of this.#ofActor.values()) count += feeds.size;
    return count;
  }

  all(signal: AbortSignal): Feed {
    const feed = new Feed(() => {
      this.#ofAll.delete(feed);
      this.#follow();
    }, signal);
    this.#ofAll.add(feed);
    this.#follow();
    return feed;
  }

  of(actor: Address, signal: AbortSignal): Feed {
    const feeds = this.#ofActor.get(actor) ?? new Set();
    this.#ofActor.set(actor, feeds);
    const feed = new Feed(() => {
      feeds.delete(feed);
      if (feeds.size === 0 && this.#ofActor.get(actor) === feeds) this.#ofActor.delete(actor);
      this.#follow();
    }, signal);
    feeds.add(feed);
    this.#follow();
    return feed;
  }

  close(): void {
    this.#unsubscribe?.();
  }

  /** The runtime reads events only for those who listen, so the hub listens only while it has readers. */
  #follow(): void {
    if (this.size > 0) {
      this.#unsubscribe ??= this.#runtime.onEvents((events) => this.#spread(events));
    } else {
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
    }
  }

  #spread(events: readonly StoredEvent[]): void {
    for (const event of events) {
      for (const feed of this.#ofAll) feed.push(event);
      for (const feed of this.#ofActor.get(event.actor) ?? []) feed.push(event);
    }
  }
}
