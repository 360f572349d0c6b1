import type { HandlerOutcome } from '../definition.ts';
import type { Message } from '../message.ts';
import type { ActorState } from './actor-state.ts';

/** An outbox row whose messages are being handled here. It is settled with the commit that settles the last of them. */
export interface OpenEnvelope {
  id: string;
  queue: string;
  remaining: number;
  /** Called once, after the commit that deleted the row. */
  closed(): void;
}

/** How a message was settled. Every kind is committed when it is told. */
export type Settlement =
  | { kind: 'machine'; after: ActorState; accepted: boolean }
  | { kind: 'handler'; outcome: HandlerOutcome }
  /** It had been handled before. */
  | { kind: 'duplicate' }
  /** It waits, durably, behind a dead letter of its actor. */
  | { kind: 'parked' }
  /** A timer that was cancelled meanwhile. */
  | { kind: 'dropped' };

/**
 * A message on its way through a process. Exactly one of `settled` and `failed` is called, once.
 * `caller`: somebody waits for the answer and nothing is stored yet, so it may also fail because the database is away.
 * `carried`: an outbox row or the actor's own timer holds the message, so it is tried until it is settled.
 */
export interface Delivery {
  message: Message;
  origin: 'caller' | 'carried';
  envelope?: OpenEnvelope;
  settled(settlement: Settlement): void;
  failed(error: unknown): void;
  /** Runs in a batch of its own, because a batch with it failed. */
  alone?: boolean;
  collisions?: number;
  /** Carries the message to the process that owns its shard now. Absent where any process may handle it. */
  astray?(): void;
  /** A batch with it failed: in the next, what repeats or collides is left out before anything else is run. */
  careful?: boolean;
  /** Its batch could not be chained: it runs with every message through the outbox. */
  unchained?: boolean;
}
