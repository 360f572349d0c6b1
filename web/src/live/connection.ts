/**
 * Whether the page is live, told by its subscriptions and its requests, and what the banner says.
 *
 * 1. Lost once a subscription or a request found nobody; back once any of them is answered again.
 * 2. After it is back, updates that arrive within {@link CATCH_UP_MS} count as caught up.
 * 3. While it is lost, the server is asked every {@link TRY_EVERY_MS} whether it is there, besides the subscriptions'
 *    own attempts.
 */
export interface ConnectionState {
  kind: 'live' | 'lost' | 'back';
  /** Epoch ms of what the page shows; while lost. */
  shownAt: number;
  /** Epoch ms of the next try; while lost. */
  nextTryAt: number;
  /** Updates since it is back. */
  caughtUp: number;
}

const TRY_EVERY_MS = 3_000;
const CATCH_UP_MS = 1_500;
const SAY_BACK_MS = 6_000;

type Listener = () => void;

export class Connection {
  #state: ConnectionState = { kind: 'live', shownAt: 0, nextTryAt: 0, caughtUp: 0 };
  #listeners = new Set<Listener>();
  #retriers = new Set<Listener>();
  #returned = new Set<Listener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #backAt = 0;
  #lastHeard = Date.now();
  readonly #isThere: () => Promise<boolean>;

  /** @param isThere asks the server whether it answers; must not throw. */
  constructor(isThere: () => Promise<boolean>) {
    this.#isThere = isThere;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called when the server is there again, and by "Try now": subscriptions open at once. */
  onRetry(retry: Listener): () => void {
    this.#retriers.add(retry);
    return () => this.#retriers.delete(retry);
  }

  /** Called once each time the connection is back: what is asked for by requests is asked again. */
  onReturn(listener: Listener): () => void {
    this.#returned.add(listener);
    return () => this.#returned.delete(listener);
  }

  /** Something was heard from the server: `updates` things that happened. */
  heard(updates = 0): void {
    this.#lastHeard = Date.now();
    if (this.#state.kind === 'lost') this.#back();
    if (updates > 0 && this.#state.kind === 'back' && Date.now() - this.#backAt < CATCH_UP_MS)
      this.#set({ caughtUp: this.#state.caughtUp + updates });
  }

  /** Nobody answered. */
  lost(): void {
    if (this.#state.kind === 'lost') return;
    this.#set({ kind: 'lost', shownAt: this.#lastHeard, caughtUp: 0 });
    this.#plan();
  }

  /** Asks now whether the server is there. */
  async tryNow(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#state.kind !== 'lost') return;
    if (await this.#isThere()) {
      this.heard();
      for (const retry of [...this.#retriers]) retry();
    } else if (this.#state.kind === 'lost') this.#plan();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#set({ nextTryAt: Date.now() + TRY_EVERY_MS });
    this.#timer = setTimeout(() => void this.tryNow(), TRY_EVERY_MS);
  }

  #back(): void {
    clearTimeout(this.#timer);
    this.#backAt = Date.now();
    this.#set({ kind: 'back', caughtUp: 0 });
    for (const listener of [...this.#returned]) listener();
    this.#timer = setTimeout(() => this.#set({ kind: 'live' }), SAY_BACK_MS);
  }

  #set(change: Partial<ConnectionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(2_500) })).ok;
  } catch {
    return false; // Nobody there is an answer too.
  }
}

/** That of this page. */
export const connection = new Connection(serverAnswers);
