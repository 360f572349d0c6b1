import { type Address, typeOf } from '../message.ts';
import type { Envelope } from '../store/seal.ts';
import type { Layout } from './layout.ts';

interface Leaving {
  types: readonly string[];
  shard: number;
  envelopes: Envelope[];
}

/**
 * What turns of a shard that is about to change hands sent inside it, in the order in which it was committed. Their outbox
 * rows hold these messages; nobody handles them before the shard's next owner does.
 */
export class KeptBack {
  private readonly layout: Layout;
  private readonly leaving: Leaving[] = [];
  private readonly ids = new Set<string>();

  constructor(layout: Layout) {
    this.layout = layout;
  }

  /** From now on what is sent inside the shard is kept back. */
  begin(types: readonly string[], shard: number): void {
    if (!this.find(types, shard)) this.leaving.push({ types, shard, envelopes: [] });
  }

  isLeaving(to: Address): boolean {
    return this.leavingOf(to) !== undefined;
  }

  /** Keeps the envelope where its shard is about to change hands; else false. */
  keep(to: Address, envelope: Envelope): boolean {
    const leaving = this.leavingOf(to);
    if (!leaving) return false;
    leaving.envelopes.push(envelope);
    this.ids.add(envelope.id);
    return true;
  }

  holds(envelopeId: string): boolean {
    return this.ids.has(envelopeId);
  }

  of(types: readonly string[], shard: number): readonly Envelope[] {
    return this.find(types, shard)?.envelopes ?? [];
  }

  /** Nothing more of the shard is kept back; returns what was. */
  end(types: readonly string[], shard: number): readonly Envelope[] {
    const found = this.find(types, shard);
    if (!found) return [];
    this.leaving.splice(this.leaving.indexOf(found), 1);
    for (const { id } of found.envelopes) this.ids.delete(id);
    return found.envelopes;
  }

  private leavingOf(to: Address): Leaving | undefined {
    return this.leaving.length === 0 ? undefined : this.find([typeOf(to)], this.layout.shardOf(to));
  }

  /** Of types that are worked together one tells them all. */
  private find([type = '']: readonly string[], shard: number): Leaving | undefined {
    return this.leaving.find((each) => each.shard === shard && each.types.includes(type));
  }
}
