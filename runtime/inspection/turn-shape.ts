import type { Address } from '../message.ts';
import type { StandingKind } from './chart-shape.ts';

/** What a turn caused, besides the new state. */
export type Effect =
  | { kind: 'command'; messageId: string; to: string; type: string; payload: Record<string, unknown> }
  | { kind: 'event'; version: number; type: string; payload: Record<string, unknown> }
  | {
      kind: 'timerArmed' | 'timerCancelled';
      id: string;
      /** For people: `after stepTimeout`. */
      event: string;
      eventType: string;
      dueAt: string;
      /** From the turn to the due time. */
      delayMs: number;
    }
  | { kind: 'activityStarted'; id: string; src: string; input: unknown }
  | { kind: 'activityStopped'; id: string; src: string };

export interface ToldMessage {
  id: string;
  type: string;
  /** For people: timers and ends of activities in words. */
  label: string;
  kind: 'message' | 'timer' | 'activity';
  payload: Record<string, unknown>;
  from: string | null;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
  sentAt: string;
}

/** One turn as the journal's replay gives it. Where a replay is not possible, `states` is null. */
export interface ReplayedTurn {
  /** 1 for the first; of handler actors, whose turns are not numbered, the place in their journal. */
  version: number;
  at: string;
  message: ToldMessage;
  outcome: 'accepted' | 'ignored';
  /** Null for handler actors and for turns that this machine cannot replay. */
  states: {
    /** The leaves before; empty before the first turn. */
    before: string[];
    after: string[];
    standing: Exclude<StandingKind, 'stuck'>;
    /** Ids of the transitions that were taken, in order. */
    fired: string[];
    context: Record<string, unknown>;
    status: 'active' | 'done' | 'error' | 'stopped';
    output: unknown;
    effects: Effect[];
  } | null;
}

export interface TurnPage {
  items: ReplayedTurn[];
  /** The last version of this page where more follow. */
  next: number | null;
  /** Turns taken so far. */
  total: number;
  /** Of the machine that its turns are replayed on: its own where that is known here. Null: a handler. */
  machineVersion: number | null;
  /** Why states are missing; null where all are there. */
  problem: string | null;
}

export interface Usual {
  state: string;
  /** Milliseconds from entering to leaving, of stays that ended lately. */
  p50Ms: number;
  p95Ms: number;
  /** How many stays they are taken from. */
  samples: number;
}

export type Fix =
  | { action: 'redrive'; label: string; deadLetterId: string }
  | { action: 'queues' | 'actor' | 'breaker'; label: string };

export interface Stuck {
  since: string;
  rule: 'dead-letter' | 'nothing-pending' | 'slow';
  /** One sentence. */
  cause: string;
  deadLetterId: string | null;
  fix: Fix;
}

/** A message that has not been handled: on its way (`outbox`), behind a dead letter (`parked`). */
export interface WaitingMessage {
  id: string;
  type: string;
  label: string;
  from: string | null;
  payload: Record<string, unknown>;
  place: 'outbox' | 'parked';
  since: string;
  /** What would become of it now, after those before it; null where that cannot be told. */
  verdict: 'accepted' | 'ignored' | 'refused' | null;
  /** One sentence: why it would be ignored or refused. */
  reason: string | null;
  /** The states that it would come to; null where it would not be accepted. */
  after: string[] | null;
}

export interface ActorNow {
  type: string;
  id: string;
  machineVersion: number;
  /** Turns taken. */
  version: number;
  status: 'active' | 'done' | 'error' | 'stopped';
  standing: StandingKind;
  states: string[];
  /** Since when it is in these states; null where its journal cannot be replayed. */
  since: string | null;
  context: Record<string, unknown>;
  output: unknown;
  correlationId: string;
  timers: { id: string; event: string; eventType: string; dueAt: string; armedAt: string | null }[];
  activities: { id: string; src: string; startedAt: string | null }[];
  waiting: WaitingMessage[];
  deadLetters: { id: string; messageId: string; type: string; code: string; error: string; failedAt: string }[];
  stuck: Stuck | null;
  usual: Usual[];
}

/** What a person would give an actor: a message, a timer of it, the end of an activity of it. */
export type Supposed =
  | { kind: 'message'; type: string; payload: Record<string, unknown>; from?: Address }
  | { kind: 'timer'; id: string }
  | { kind: 'activity'; id: string; output: unknown }
  /** All that it was really given after that turn. */
  | { kind: 'recorded' };

export interface Suppose {
  /** After which turn; 0: before the first. Default: the last. */
  turn?: number;
  messages: readonly Supposed[];
  /** Instead of the context of that turn. */
  context?: Record<string, unknown>;
  /** The version of the machine that goes on from there. Default: the registered one. */
  version?: number;
}

export interface SupposedStep {
  message: ToldMessage;
  verdict: 'accepted' | 'ignored' | 'refused';
  /** Of a refusal: the error's code and sentence. */
  refusal: { code: string; message: string } | null;
  states: ReplayedTurn['states'];
}

/** What would happen; nothing is written. */
export interface Supposition {
  turn: number;
  /** Of the machine that went on. */
  version: number;
  /** As that version has it. */
  before: string[];
  /** Ends with the first refusal, or after 500. */
  steps: SupposedStep[];
  /** What could be given after the last step. */
  timers: { id: string; event: string; dueAt: string }[];
  activities: { id: string; src: string }[];
}

export interface ConversationMessage {
  id: string;
  type: string;
  label: string;
  kind: 'message' | 'timer' | 'activity';
  /** Null: from a door. */
  from: string | null;
  to: string;
  payload: Record<string, unknown>;
  causationId: string | null;
  sentAt: string;
  /** Null while it has not been handled. */
  handledAt: string | null;
  /** The turn that it made; null for handlers and where there is none. */
  version: number | null;
  outcome: 'accepted' | 'ignored' | 'waiting' | 'dead' | 'discarded';
  deadLetterId: string | null;
}

export interface Conversation {
  correlationId: string;
  /** Addresses in the order in which they spoke up. */
  participants: string[];
  messages: ConversationMessage[];
  /** Whether there is more than is shown. */
  cut: boolean;
}

/** What a conversation is about: what an actor belongs to, or a correlation; `among`: actors that are known to bear it. */
export type ConversationAbout = { actor: Address } | { correlationId: string; among?: readonly Address[] };
