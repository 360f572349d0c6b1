import type { ActorView } from './api.ts';
import type { Tail } from './events/tail.ts';
import type { Address } from './message.ts';

/** How often an awaited actor is looked at when no event tells of it (milliseconds). */
const LOOK_EVERY_MS = 1_000;

/** Waits for actors to become final, wherever their turns run: told by own commits, by events, and by looking. */
export class FinishLine {
  private readonly read: (to: Address) => Promise<ActorView | undefined>;
  private readonly waiting = new Map<Address, Set<() => void>>();

  private readonly tail: Tail;
  private unlisten: (() => void) | undefined;

  constructor(read: (to: Address) => Promise<ActorView | undefined>, tail: Tail) {
    this.read = read;
    this.tail = tail;
  }

  /** Something happened to the actor: those who wait for it look again. */
  crossed(to: Address): void {
    for (const look of this.waiting.get(to) ?? []) look();
  }

  async wait(to: Address, timeoutMs: number): Promise<ActorView | undefined> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const news = this.news(to, Math.min(LOOK_EVERY_MS, Math.max(0, deadline - Date.now())));
      const actor = await this.read(to);
      if (actor?.status !== 'active' || Date.now() >= deadline) {
        news.forget();
        return actor;
      }
      await news.arrived;
    }
  }

  /** Listens before the actor is read, so that nothing is missed in between. */
  private news(to: Address, atMostMs: number): { arrived: Promise<void>; forget(): void } {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const forget = () => {
      clearTimeout(timer);
      const looks = this.waiting.get(to);
      looks?.delete(look);
      if (looks?.size === 0) this.waiting.delete(to);
      if (this.waiting.size === 0) this.listen(false);
      arrive();
    };
    const look = forget;
    const timer = setTimeout(look, atMostMs);
    const looks = this.waiting.get(to) ?? new Set();
    this.waiting.set(to, looks.add(look));
    this.listen(true);
    return { arrived, forget };
  }

  /** The tail costs something, so it is followed only while somebody waits. */
  private listen(on: boolean): void {
    if (on) {
      this.unlisten ??= this.tail.listen((events) => {
        for (const { actor } of events) this.crossed(actor);
      });
    } else {
      this.unlisten?.();
      this.unlisten = undefined;
    }
  }
}
