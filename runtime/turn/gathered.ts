import { DatabaseUnavailable } from '../errors.ts';
import type { Delivery } from './delivery.ts';
import { Mailboxes } from './mailboxes.ts';
import type { Rider } from './rider.ts';

/** What gathers for the next commits: deliveries in the mailboxes of their actors, and riders. */
export class Gathered {
  readonly mailboxes = new Mailboxes();
  private riders: Rider[] = [];

  /** Messages in hand: waiting or under way. */
  get load(): number {
    return this.mailboxes.busyCount + this.riders.length;
  }

  get isEmpty(): boolean {
    return this.mailboxes.readyCount === 0 && this.riders.length === 0;
  }

  ride(rider: Rider): void {
    this.riders.push(rider);
  }

  /** The first that has to run alone. */
  takeLonelyRider(): Rider | undefined {
    const lonely = this.riders.findIndex(({ alone }) => alone);
    return lonely < 0 ? undefined : this.riders.splice(lonely, 1)[0];
  }

  takeRiders(limit: number): Rider[] {
    return this.riders.splice(0, limit);
  }

  /** Puts what was under way back in front, to run again. */
  again(deliveries: readonly Delivery[], riders: readonly Rider[]): void {
    this.mailboxes.again(deliveries);
    this.riders.unshift(...riders);
  }

  /** A delivery under way has failed for good. */
  giveUp(delivery: Delivery, error: unknown): void {
    delivery.failed(error);
    this.mailboxes.release(delivery.message.to);
  }

  /** The database is away: nobody is kept waiting for it. What is under way is not touched. */
  turnCallersAway(error: unknown): void {
    for (const delivery of this.mailboxes.withdrawCallers()) delivery.failed(new DatabaseUnavailable(error));
    const waiting = this.riders.filter(({ origin }) => origin === 'caller');
    this.riders = this.riders.filter(({ origin }) => origin !== 'caller');
    for (const rider of waiting) rider.failed(new DatabaseUnavailable(error));
  }
}
