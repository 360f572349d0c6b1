import type { Address } from '../message.ts';
import type { ActorState } from './actor-state.ts';

/**
 * The committed states of the actors that this process worked last; the least recently used goes first. It may be stale
 * where another process took a turn: the compare-and-swap finds out, and the entry is dropped.
 */
export class ActorCache {
  private readonly entries = new Map<Address, ActorState>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.entries.size;
  }

  get(address: Address): ActorState | undefined {
    return this.entries.get(address);
  }

  set(state: ActorState): void {
    this.entries.delete(state.address);
    this.entries.set(state.address, state);
    if (this.entries.size > this.capacity) {
      const oldest = this.entries.keys().next().value;
      if (oldest !== undefined) this.entries.delete(oldest);
    }
  }

  delete(address: Address): void {
    this.entries.delete(address);
  }

  deleteWhere(isIt: (address: Address) => boolean): void {
    for (const address of this.entries.keys()) if (isIt(address)) this.entries.delete(address);
  }
}
