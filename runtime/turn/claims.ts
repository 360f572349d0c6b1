/**
 * What a batch is to handle, and what it leaves out: how each of its messages stands until the batch knows that it may
 * handle it.
 *
 * It owns the turns and messages to be handled, the claim that a careful batch makes first, and the settlements of what
 * is left out. It does not own the claim that ends every other batch (moves.ts), nor what handling comes to.
 *
 * 1. A delivery is in one place: to be handled (`turns`, `handled`), left out (`settlements`), in conflict, or failed.
 * 2. Whatever is left out takes none of the others with it.
 * 3. A failure counts only where the message was to be handled, and where its actor's state is surely the stored one.
 */

import { InvalidMessage, UnknownActorType, UnknownMessage } from '../errors.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import type { Registry } from '../registry.ts';
import { type ClaimItem, claim, forget, type LeftOut } from '../store/claim.ts';
import type { Connection } from '../store/connection.ts';
import { type Standing, standings } from '../store/standing.ts';
import type { Delivery, Settlement } from './delivery.ts';
import type { Moves } from './moves.ts';
import type { Turn } from './turn.ts';

export class Claims {
  /** To be handled: turns of machines, and messages for handlers. */
  readonly turns = new Map<Delivery, Turn>();
  readonly handled = new Map<Delivery, Message>();
  /** How a delivery ended: of what is left out at once, of the others when they have been handled. */
  readonly settlements = new Map<Delivery, Settlement>();
  /** Computed on a state that is not, or may not be, the stored one: they run again. */
  readonly conflicts: Delivery[] = [];
  readonly failures: { delivery: Delivery; error: unknown }[] = [];
  /** Left out, and to be kept until the dead letter before them is dealt with. */
  readonly parked: Message[] = [];
  /** Addresses whose state was read from the database in this batch. */
  readonly fresh = new Set<Address>();
  private readonly registry: Registry;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** Nothing to handle, and nothing left out that is to be told. */
  get isEmpty(): boolean {
    return this.turns.size + this.handled.size + this.settlements.size === 0;
  }

  /** For a timer that the actor, as far as it is known, does not have. */
  withoutTurn(delivery: Delivery): void {
    if (this.fresh.has(delivery.message.to)) this.settlements.set(delivery, { kind: 'dropped' });
    else this.conflicts.push(delivery); // another process may have set it since
  }

  /**
   * A turn that failed on a remembered state is tried on the stored one before it counts. And a failure is none where
   * the message was not to be handled: it repeats, or waits behind a dead letter of its actor.
   */
  async reconsider(connection: Connection): Promise<void> {
    const certain: { delivery: Delivery; error: unknown }[] = [];
    for (const failure of this.failures.splice(0)) {
      const { delivery, error } = failure;
      if (isUnfit(error) && delivery.origin === 'caller') this.failures.push(failure);
      else if (this.isCertain(delivery)) certain.push(failure);
      else this.conflicts.push(delivery);
    }
    if (certain.length === 0) return;
    const found = await standings(
      connection,
      certain.map(({ delivery }) => delivery.message),
    );
    for (const failure of certain) {
      const standing = found.get(failure.delivery.message.to) ?? 'free';
      if (standing === 'free') this.failures.push(failure);
      else this.leaveOut(failure.delivery, standing);
    }
  }

  private isCertain({ message }: Delivery): boolean {
    return this.fresh.has(message.to) || this.registry.find(typeOf(message.to))?.kind !== 'machine';
  }

  /** Claims everything that is to be handled before it is, and tells what could not be claimed. */
  claim(connection: Connection): Promise<LeftOut> {
    const items: ClaimItem[] = [];
    for (const { message, after } of this.turns.values()) items.push({ message, after });
    for (const delivery of this.handled.keys()) items.push({ message: delivery.message });
    return claim(
      connection,
      items.sort((a, b) => (a.message.to < b.message.to ? -1 : 1)),
    );
  }

  /** Leaves out what repeats, waits or conflicts; what stays in `turns` and `handled` is claimed. */
  async sort(connection: Connection, leftOut: LeftOut): Promise<void> {
    if (leftOut.unclaimed.size + leftOut.conflicting.size === 0) return;
    const unclaimed: Delivery[] = [];
    const conflicting: Message[] = [];
    for (const delivery of [...this.turns.keys(), ...this.handled.keys()]) {
      const { message } = delivery;
      if (leftOut.unclaimed.has(message.to)) {
        unclaimed.push(delivery);
      } else if (leftOut.conflicting.has(message.to)) {
        conflicting.push(message);
        this.conflicts.push(delivery);
      } else {
        continue;
      }
      this.turns.delete(delivery);
      this.handled.delete(delivery);
    }
    if (conflicting.length > 0) await forget(connection, conflicting);
    if (unclaimed.length === 0) return;
    const found = await standings(
      connection,
      unclaimed.map(({ message }) => message),
    );
    for (const delivery of unclaimed) this.leaveOut(delivery, found.get(delivery.message.to) ?? 'waits');
  }

  /** Takes everything that is to be handled for claimed: the batch claims it with its last statement. */
  takeAll(moves: Moves): void {
    for (const turn of this.turns.values()) moves.took(turn);
    for (const { message } of this.handled.keys()) moves.handled(message);
  }

  private leaveOut(delivery: Delivery, standing: Standing): void {
    const { message, origin } = delivery;
    const over = standing === 'over' || (standing === 'dead' && origin === 'carried');
    this.settlements.set(delivery, { kind: over ? 'duplicate' : 'parked' });
    if (!over && origin === 'carried') this.parked.push(message);
  }
}

/** Whether it has to be claimed before it is handled: it failed before, or is not to be taken for new (a letter redriven). */
export function isDelicate({ message, collisions, careful, unchained, alone }: Delivery): boolean {
  return Boolean(collisions || careful || unchained || alone || message.redrives);
}

/** Wrong whatever the actor's state. */
function isUnfit(error: unknown): boolean {
  return error instanceof InvalidMessage || error instanceof UnknownMessage || error instanceof UnknownActorType;
}
