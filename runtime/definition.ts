import type { AnyStateMachine, StateValue } from 'xstate';
import type { ZodType } from 'zod';
import type { Outcome } from './activities/outcome.ts';
import type { Address, Message } from './message.ts';
import type { ActorSql, Sql } from './sql.ts';

/** Payload schemas by message or event type. */
export type Schemas = Readonly<Record<string, ZodType>>;

/** What an activity is given besides its input. */
export interface ActivityContext {
  /** The same on every attempt of one invocation, also after a crash: hand it to the other side as its idempotency key. */
  idempotencyKey: string;
  /** Aborted at the timeout or at shutdown. */
  signal: AbortSignal;
  /** 1 on the first attempt of this process. */
  attempt: number;
  actor: Address;
  correlationId: string;
  /** Asks another actor and waits for its reply; the correlation is handed on. Rejects with `AskTimeout` (default 5,000 ms). */
  ask(
    to: Address,
    type: string,
    payload: Record<string, unknown>,
    timeoutMs?: number,
  ): Promise<{ type: string; payload: Record<string, unknown> }>;
}

/** The work behind an invoked actor of a machine: runs outside every transaction, at least once. */
export interface Activity<Input = never, Output = unknown> {
  run(input: Input, context: ActivityContext): Promise<Outcome<Output>>;
  /** Milliseconds one attempt may take. Default 10,000. */
  timeoutMs?: number;
  /** Attempts before the outcome becomes `unknown`; only thrown errors and timeouts are tried again. Default 3. */
  attempts?: number;
  /** First pause between attempts in milliseconds; doubles, with full jitter. Default 100. */
  backoffMs?: number;
  /** Whether a timed-out attempt is tried again. Default false: it becomes `unknown` at once. */
  retryTimeouts?: boolean;
  /** How many may run at a time in one process. Default 64. */
  concurrency?: number;
  /** Consecutive failures that open the circuit breaker, and how long it stays open. Default 20, 5,000 ms; `false`: none. */
  breaker?: { failures: number; openMs: number } | false;
}

/** A turn as seen by the code that keeps an actor's own rows in step with it. */
export interface CommittedTurn {
  actor: Address;
  id: string;
  version: number;
  message: Message;
  /** The state's value in dot notation, parallel regions joined by a comma: `shipping`, `a.b,c`. */
  state: string;
  context: Record<string, unknown>;
  status: ActorStatus;
}

export type ActorStatus = 'active' | 'done' | 'error' | 'stopped';

/** Where an actor is, as far as a machine decides it. */
export interface MachineState {
  value: StateValue;
  context: Record<string, unknown>;
}

/** A former or coming version of a machine: to be looked into and tried, no actor runs on it. */
export interface MachineVersion {
  machine: AnyStateMachine;
  /** Pure: a state of the registered version as this version would have it. Default: the same value and context. */
  adopt?(state: MachineState): MachineState;
}

export interface MachineActorOptions {
  /** Names the actor's queue too: lower case letters, digits and dashes. */
  type: string;
  machine: AnyStateMachine;
  /** Raised when the machine changes so that stored snapshots of it may not fit any more. Default 1. */
  version?: number;
  /** Other versions by their number, for "what if" on them. They share the messages and activities. Default: none. */
  versions?: Readonly<Record<number, MachineVersion>>;
  /** Every message the actor understands. The machine gets `{type, ...payload}`. */
  messages: Schemas;
  /** The domain events its machine emits. */
  events?: Schemas;
  /**
   * The message types that create the actor. Their payload becomes the machine's input, together with
   * `id` (the actor's) and `sender` (the address that sent it, if any); no event is delivered for them.
   */
  starts: readonly string[];
  /** By the name that the machine invokes (`src`) or, for custom actions, by the action's name. */
  activities?: Readonly<Record<string, Activity>>;
  /** Keeps the actor's own rows, inside the transaction of its turns; called once a batch with the last turn per actor last. */
  rows?(turns: readonly CommittedTurn[], sql: ActorSql): Promise<void>;
}

/** What a handler answers to one message. */
export interface HandlerOutcome {
  /** To the sender (or to whoever asked). */
  reply?: { type: string; payload: Record<string, unknown> };
  sends?: readonly { to: Address; type: string; payload: Record<string, unknown> }[];
  events?: readonly { type: string; payload: Record<string, unknown> }[];
  /** Nothing was done, and that is final: told to a caller who waits, otherwise recorded only. */
  refused?: { code: string; message: string };
}

export interface HandlerActorOptions {
  type: string;
  messages: Schemas;
  events?: Schemas;
  /** What it answers to whoever asks (`ask`); what it answers to actors is among their messages. For the contracts only. */
  replies?: Schemas;
  /**
   * All messages of a batch at once, at most one per actor id, inside the batch's transaction: answer each, in order.
   * An error fails the whole batch; the runtime then finds the culprit by running the messages one by one.
   */
  handle(messages: readonly Message[], sql: ActorSql): Promise<readonly HandlerOutcome[]>;
  /** Commands that the actor gives itself on a clock; once per slot over all processes. */
  every?: readonly { everyMs: number; id: string; type: string; payload: Record<string, unknown> }[];
}

export interface MachineActorDefinition extends MachineActorOptions {
  readonly kind: 'machine';
  readonly version: number;
}

export interface HandlerActorDefinition extends HandlerActorOptions {
  readonly kind: 'handler';
}

export type ActorDefinition = MachineActorDefinition | HandlerActorDefinition;

/** An event as stored, and as consumers see it. */
export interface StoredEvent {
  /** Commit order: `<transaction>-<position>`. */
  id: string;
  actor: Address;
  /** 1, 2, 3 … per actor, without gaps. */
  version: number;
  type: string;
  payload: Record<string, unknown>;
  messageId: string;
  correlationId: string;
  at: Date;
}

/** Builds a view from events: its rows and its checkpoint commit together. */
export interface Projection {
  /** Names its checkpoint and its consumer group. */
  name: string;
  /** The event types it wants; others are skipped. */
  events: readonly string[];
  apply(events: readonly StoredEvent[], sql: Sql): Promise<void>;
  /** The table that holds the view, and nothing else. `apply` names it without a schema, so that it can be built aside. */
  table: string;
}

/** Turns events into commands: what an actor's service does because something happened elsewhere. */
export interface Policy {
  /** Names its checkpoint, its consumer group and the ids of its commands: never change it. */
  name: string;
  events: readonly string[];
  /** Pure: the same event gives the same commands, each of which takes effect once. */
  react(event: StoredEvent): readonly { to: Address; type: string; payload: Record<string, unknown> }[];
}

/** One thing that must always hold. `check` returns a sentence per violation. */
export interface Invariant {
  name: string;
  check(sql: Sql): Promise<string[]>;
}
