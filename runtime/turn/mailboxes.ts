import type { Address } from '../message.ts';
import type { Delivery } from './delivery.ts';

/**
 * The waiting messages of each actor in this process. At most one message per actor is `ready` or under way; the next
 * becomes ready when that one is released. So turns of one actor are serialised here, in the order of arrival.
 */
export class Mailboxes {
  private readonly waiting = new Map<Address, Delivery[]>();
  private ready: Delivery[] = [];

  get readyCount(): number {
    return this.ready.length;
  }

  /** Actors with a message ready or under way. */
  get busyCount(): number {
    return this.waiting.size;
  }

  put(delivery: Delivery): void {
    const { to } = delivery.message;
    const queue = this.waiting.get(to);
    if (queue) {
      queue.push(delivery);
    } else {
      this.waiting.set(to, []);
      this.ready.push(delivery);
    }
  }

  /** Up to `limit` deliveries, one per actor; one that has to run alone comes alone. */
  take(limit: number): Delivery[] {
    const lonely = this.ready.findIndex(({ alone }) => alone);
    const count = lonely === 0 ? 1 : Math.min(limit, lonely === -1 ? this.ready.length : lonely);
    return this.ready.splice(0, count);
  }

  /** Nothing waits for the actor; `own`: but for the one that is under way. */
  isQuiet(to: Address, own: boolean): boolean {
    const queue = this.waiting.get(to);
    return queue === undefined || (own && queue.length === 0);
  }

  /** Puts deliveries that are under way back in front, to run again. */
  again(deliveries: readonly Delivery[]): void {
    this.ready = [...deliveries, ...this.ready];
  }

  /** The actor's delivery under way is over. */
  release(to: Address): void {
    const next = this.waiting.get(to)?.shift();
    if (next) this.ready.push(next);
    else this.waiting.delete(to);
  }

  /** Takes out, and releases, whatever came from a caller and is not under way. */
  withdrawCallers(): Delivery[] {
    const isCaller = ({ origin }: Delivery) => origin === 'caller';
    const ready = this.ready.filter(isCaller);
    this.ready = this.ready.filter((delivery) => !isCaller(delivery));
    const queued: Delivery[] = [];
    for (const [to, queue] of this.waiting) {
      queued.push(...queue.filter(isCaller));
      this.waiting.set(
        to,
        queue.filter((delivery) => !isCaller(delivery)),
      );
    }
    for (const { message } of ready) this.release(message.to);
    return [...ready, ...queued];
  }
}
