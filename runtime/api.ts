import type { ActorStatus, StoredEvent } from './definition.ts';
import type { Address, Command, Message } from './message.ts';

/** The state of one actor as stored. */
export interface ActorView {
  address: Address;
  id: string;
  type: string;
  machineVersion: number;
  /** Turns taken. */
  version: number;
  status: ActorStatus;
  /** Dot notation: `shipping`, `a.b,c`. */
  state: string;
  context: Record<string, unknown>;
  output?: unknown;
  /** Timers that will still fire. */
  timers: readonly { id: string; event: string; dueAt: number }[];
  /** Activities that have not answered yet. */
  activities: readonly { id: string; src: string }[];
}

/** One row of an actor's journal: a message and the turn it made. */
export interface JournalEntry {
  /** 0 for handler actors, whose turns are not numbered. */
  version: number;
  at: Date;
  message: Message;
}

/** What a turn came to. It is committed when this is returned. */
export interface TurnResult {
  messageId: string;
  /** False: this message had been handled before, and nothing happened now. */
  fresh: boolean;
  /** Machine actors: whether the machine had a transition for the message in its state. Handlers: true unless refused. */
  accepted: boolean;
  /** Machine actors only: after the turn; for a repeated message, as it is now. */
  actor?: ActorView;
  /** Handler actors only. */
  reply?: { type: string; payload: Record<string, unknown> };
  refused?: { code: string; message: string };
}

export type DeadLetterState = 'open' | 'redriving' | 'redriven' | 'discarded';

export interface DeadLetter {
  id: string;
  actor: Address;
  message: Message;
  error: { code: string; message: string; stack?: string };
  attempts: number;
  history: readonly { at: string; error: string }[];
  state: DeadLetterState;
  /** How many later messages of the actor wait behind it. */
  parked: number;
  failedAt: Date;
  /** What people did with it: `note` is their reason, `was` the payload before an edit. */
  audit: readonly { at: string; by: string; action: string; note?: string; was?: Record<string, unknown> }[];
}

export interface DeadLetterFilter {
  state?: DeadLetterState;
  actorType?: string;
  messageType?: string;
  code?: string;
  /** Anywhere in the actor's address, the message, its payload or the error; capitals do not matter. */
  text?: string;
}

export interface RedriveOptions {
  by: string;
  /** Why, for the audit. */
  reason?: string;
}

/** Inspect and settle what could not be handled. */
export interface DeadLetters {
  list(
    filter: DeadLetterFilter & { limit?: number; before?: string },
  ): Promise<{ items: DeadLetter[]; next?: string }>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Sends the message again, with another payload where one is given (checked against its schema first). */
  redrive(id: string, options: RedriveOptions & { payload?: Record<string, unknown> }): Promise<DeadLetter>;
  /** All open ones that match; returns how many. */
  redriveMany(filter: DeadLetterFilter, options: RedriveOptions): Promise<number>;
  /** Gives the message up for good and lets the actor's later messages go on. */
  discard(id: string, options: { by: string; reason: string }): Promise<DeadLetter>;
}

/** An actor type that nobody works until it is started again. */
export interface StoppedType {
  actorType: string;
  /** Who stopped it. */
  by: string;
  since: Date;
}

/**
 * Stops and starts actor types in every process, to try out what a system does without a part of itself. Not for
 * production: everything but `allowed` and `stopped` rejects with `DevControlsOff` where the settings do not allow it.
 */
export interface Switches {
  readonly allowed: boolean;
  /** Those that are stopped, the first one first. */
  stopped(): Promise<StoppedType[]>;
  /**
   * Its messages, activities and timers wait from now on; what is under way is finished. Other processes follow within a
   * second. It stays stopped when processes end and start. Rejects with `UnknownActorType`.
   */
  stop(actorType: string, options: { by: string }): Promise<void>;
  /** What waited is worked. */
  start(actorType: string): Promise<void>;
}

export interface HealthPart {
  ok: boolean;
  detail?: string;
}

/** What doors may do. Every method rejects with an `OrderlyError` whose `code` is stable. */
export interface Runtime {
  /** Runs one turn in this process; durable, and readable by everyone, when it resolves. */
  execute(command: Command): Promise<TurnResult>;
  /** Accepts a message durably and hands it to whichever process works the target. */
  send(command: Command): Promise<{ messageId: string }>;
  /** Request and reply over the broker. */
  ask(
    command: Command,
    options?: { timeoutMs?: number },
  ): Promise<{ type: string; payload: Record<string, unknown> }>;
  read(to: Address): Promise<ActorView | undefined>;
  history(to: Address, options?: { after?: number; limit?: number }): Promise<JournalEntry[]>;
  /** How many of an actor's first turns the retention period has removed from its history. */
  turnsGone(to: Address): Promise<number>;
  events(to: Address): Promise<StoredEvent[]>;
  /** The message that was journaled under this id, if any: how a repeated request is compared with the first. */
  journaled(to: Address, messageId: string): Promise<Message | undefined>;
  /** Resolves with the actor as soon as it is final, else with what it is at the timeout. */
  waitFor(to: Address, timeoutMs: number): Promise<ActorView | undefined>;
  /** Events as they commit, in every process. Returns the way to stop. */
  onEvents(listener: (events: readonly StoredEvent[]) => void): () => void;
  readonly deadLetters: DeadLetters;
  readonly switches: Switches;
  health(): Promise<{ database: HealthPart; redis: HealthPart; workers: HealthPart }>;
}
