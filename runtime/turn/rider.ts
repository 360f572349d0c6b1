import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { Envelope } from '../store/seal.ts';
import type { OpenEnvelope } from './delivery.ts';

/** Work without a turn that shares the next commit: accepted messages, settlements, rows of the dead letters. */
export interface Rider {
  /** A caller is told when the database is away; carried work waits for it. */
  origin: 'caller' | 'carried';
  /** Messages to be grouped with those of the turns. */
  messages?: readonly Message[];
  /** Outbox rows of their own; whoever rides dispatches them. */
  envelopes?: readonly Envelope[];
  /** One message of this envelope counts as settled, because something else in this commit carries it from now on. */
  settles?: OpenEnvelope;
  statements?(sql: Sql): Promise<void>;
  committed(): void;
  failed(error: unknown): void;
  alone?: boolean;
}
