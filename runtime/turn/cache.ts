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
    if (this.entries.size > this.capacity) this.forgetSome();
  }

  delete(address: Address): void {
    this.entries.delete(address);
  }

  /** An eighth at once: looking for the oldest walks over all that were deleted before it (38 µs a time at 50,000). */
  private forgetSome(): void {
    let tooMany = Math.ceil(this.capacity / 8);
    for (const address of this.entries.keys()) {
      if (tooMany === 0) return;
      this.entries.delete(address);
      tooMany -= 1;
    }
  }

  deleteWhere(isIt: (address: Address) => boolean): void {
    for (const address of this.entries.keys()) if (isIt(address)) this.entries.delete(address);
  }
}
