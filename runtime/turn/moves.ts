import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { claimAll } from '../store/claim-all.ts';
import type { ActorState } from './actor-state.ts';
import type { Turn } from './turn.ts';

/** Messages handled and actors moved in one transaction, gathered for one statement: an actor is written once. */
export class Moves {
  private readonly journaled: { message: Message; version: number }[] = [];
  /** By the actor's address: the version that the database holds before this transaction, and the state to be written. */
  private readonly actors = new Map<Address, { base: number; after: ActorState }>();

  took({ message, after }: Turn): void {
    this.journaled.push({ message, version: after.version });
    const known = this.actors.get(after.address);
    if (known) known.after = after;
    else this.actors.set(after.address, { base: after.version - 1, after });
  }

  handled(message: Message): void {
    this.journaled.push({ message, version: 0 });
  }

  /** Rejects with `ClaimRefused`; throws what cannot be encoded before anything is sent. */
  write(sql: Sql): Promise<void> {
    if (this.journaled.length === 0) return Promise.resolve();
    return claimAll(sql, this.journaled, [...this.actors.values()]);
  }
}
