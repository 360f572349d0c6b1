import type { Registry } from '../registry.ts';
import type { Lease } from '../shards/fence.ts';
import type { Layout } from '../shards/layout.ts';
import type { ActorCache } from './cache.ts';

/** What the batches of a process have in common. */
export interface BatchContext {
  registry: Registry;
  cache: ActorCache;
  /** The process, as the owner of the outbox rows it writes. */
  owner: string;
  /** Of the transport, as outbox rows record it. */
  epoch(): string;
  newEnvelopeId(): string;
  layout: Layout;
  /** Messages inside a shard have envelopes of their own, because they may stay in this process. */
  apart: boolean;
  /** The shards that this process believes to hold: each commit makes sure. Empty where nothing is divided. */
  leases(): readonly Lease[];
  /** Milliseconds since the epoch. */
  now(): number;
}
