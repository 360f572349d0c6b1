import type { Registry } from '../registry.ts';
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
  /** Milliseconds since the epoch. */
  now(): number;
}
