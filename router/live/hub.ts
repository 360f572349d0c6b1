import type { Address, Runtime, StoredEvent } from '../../runtime/index.ts';
import { Feed } from './feed.ts';

/**
 * Spreads the events of this process's one subscription to its readers. Readers of one actor are found by its address,
 * so that an event costs the same with ten readers as with ten thousand.
 */
export class EventHub {
  readonly #ofActor = new Map<Address, Set<Feed>>();
  readonly #ofAll = new Set<Feed>();
  readonly #unsubscribe: () => void;

  constructor(runtime: Pick<Runtime, 'onEvents'>) {
    this.#unsubscribe = runtime.onEvents((events) => this.#spread(events));
  }

  /** How many readers there are. */
  get size(): number {
    let count = this.#ofAll.size;
    for (const feeds of this.#ofActor.values()) count += feeds.size;
    return count;
  }

  all(signal: AbortSignal): Feed {
    const feed = new Feed(() => this.#ofAll.delete(feed), signal);
    this.#ofAll.add(feed);
    return feed;
  }

  of(actor: Address, signal: AbortSignal): Feed {
    const feeds = this.#ofActor.get(actor) ?? new Set();
    this.#ofActor.set(actor, feeds);
    const feed = new Feed(() => {
      feeds.delete(feed);
      if (feeds.size === 0 && this.#ofActor.get(actor) === feeds) this.#ofActor.delete(actor);
    }, signal);
    feeds.add(feed);
    return feed;
  }

  close(): void {
    this.#unsubscribe();
  }

  #spread(events: readonly StoredEvent[]): void {
    for (const event of events) {
      for (const feed of this.#ofAll) feed.push(event);
      for (const feed of this.#ofActor.get(event.actor) ?? []) feed.push(event);
    }
  }
}
