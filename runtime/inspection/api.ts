import type { Address } from '../message.ts';
import type { Chart, RegisteredActor, StandingKind } from './chart-shape.ts';
import type { ActorNow, Conversation, Effect, Fix, Stuck, Suppose, Supposition, TurnPage } from './turn-shape.ts';

export type * from './chart-shape.ts';
export type * from './turn-shape.ts';

export interface FleetEntry {
  type: string;
  machineId: string;
  version: number;
  /** Whether new actors start on this version. */
  current: boolean;
  running: number;
  stuck: number;
  ended24h: number;
}

export interface FleetState {
  /** The state's name as actors store it: its leaves joined by a comma. */
  state: string;
  leaves: string[];
  standing: Exclude<StandingKind, 'stuck'>;
  count: number;
  /** Milliseconds since the last turn of the actors in it; null where nobody is. */
  p50AgeMs: number | null;
  p95AgeMs: number | null;
  oldestAgeMs: number | null;
  usualP50Ms: number | null;
  usualP95Ms: number | null;
  inPerMinute: number;
  stuck: number;
}

export interface StuckGroup {
  cause: string;
  rule: Stuck['rule'];
  count: number;
  oldest: string;
  states: string[];
  fix: Fix;
  /** The first of them, oldest first. */
  actors: { id: string; state: string; since: string; deadLetterId: string | null }[];
}

export interface Fleet {
  type: string;
  version: number;
  /** When the actors were counted. */
  countedAt: string;
  running: number;
  states: FleetState[];
  ends: { state: string; standing: Exclude<StandingKind, 'stuck'>; last24h: number }[];
  /** By transition id of the chart. */
  rates: { id: string; perMinute: number }[];
  /** Minutes over which the rates and usual times were taken. */
  ratesOverMinutes: number;
  stuck: StuckGroup[];
}

export interface DeadLetterGroup {
  code: string;
  messageType: string;
  actorType: string;
  count: number;
  actors: number;
  /** Messages that wait behind them. */
  parked: number;
  first: string;
  last: string;
  /** How many failed in each of the last 24 hours, oldest first. */
  hours: number[];
  /** The newest of them. */
  error: string;
  sampleId: string;
}

export interface DryRunItem {
  deadLetterId: string;
  actor: string;
  verdict: 'accepted' | 'ignored' | 'refused';
  /** One sentence: why it would be ignored or refused. */
  reason: string | null;
  code: string | null;
  /** Of machine actors. */
  before: string[] | null;
  after: string[] | null;
  effects: Effect[];
  /** The handler's answer, of handler actors. */
  reply: { type: string; payload: Record<string, unknown> } | null;
  /** What waits behind it, and what would become of it. */
  waiting: { id: string; type: string; verdict: 'accepted' | 'ignored' | 'refused'; reason: string | null }[];
}

export interface DryRun {
  accepted: number;
  ignored: number;
  refused: number;
  tookMs: number;
  /** Letters that matched and were not tried. */
  left: number;
  items: DryRunItem[];
}

export interface AuditEntry {
  at: string;
  by: string;
  action: string;
  note: string | null;
  deadLetterId: string;
  actor: string;
  messageType: string;
  code: string;
  state: string;
}

export interface QueueDepth {
  name: string;
  actorType: string;
  /** `activities`: the work outside the database. */
  kind: 'messages' | 'activities';
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  /** Messages handled, over the last minutes; null where nothing is known. */
  perMinute: number | null;
}

/** Who works one shard of the actor types of a pool. */
export interface ShardStanding {
  pool: string;
  shard: number;
  /** How many shards there are. */
  of: number;
  /** The process that holds it; null while nobody does. */
  owner: string | null;
  /** Grows each time the shard is taken. */
  fence: number;
  since: string;
  /** When others may take it, should its owner fall silent now; null while nobody holds it. */
  expiresAt: string | null;
}

export interface QueuesOverview {
  queues: QueueDepth[];
  processes: {
    id: string;
    description: string;
    startedAt: string;
    beatAt: string;
    alive: boolean;
    here: boolean;
  }[];
  /** Of the process that answers. */
  breakers: { activity: string; state: 'closed' | 'open' | 'half-open' }[];
  consumers: { name: string; behind: number; more: boolean; lagMs: number; movedAt: string }[];
  outbox: { envelopes: number; messages: number; oldest: string | null };
  /** Empty where nothing is divided. */
  shards: ShardStanding[];
}

export interface FoundActor {
  type: string;
  id: string;
  state: string;
  standing: Exclude<StandingKind, 'stuck'>;
}

/** A stuck actor, as the fleet keeps it. */
export interface StuckActor extends Stuck {
  actor: Address;
  state: string;
}

export interface DryRunRequest {
  /** These letters; otherwise the open ones that match the filter. */
  ids?: readonly string[];
  filter?: { actorType?: string; messageType?: string; code?: string };
  /** Instead of what the letters say. */
  payload?: Record<string, unknown>;
  /** The same for single letters, by their ids. */
  payloads?: Readonly<Record<string, Record<string, unknown>>>;
  limit?: number;
}

/**
 * Looks into actors without touching them: everything is read, or replayed from the journal. Methods that name an actor
 * type reject with `UnknownActorType`, and with `NotAMachine` where only a machine has an answer.
 */
export interface Inspection {
  machines(): RegisteredActor[];
  chart(type: string): Chart;
  /** The machine as JSON that Stately's editor imports: what is code in it is named. */
  machineJson(type: string): Record<string, unknown>;
  turns(to: Address, options?: { after?: number; limit?: number }): Promise<TurnPage>;
  /** Undefined where there is no such machine actor. */
  now(to: Address): Promise<ActorNow | undefined>;
  suppose(to: Address, what: Suppose): Promise<Supposition>;
  /** The source of a jest test that takes the machine through the actor's history. */
  exportTest(to: Address): Promise<{ fileName: string; source: string }>;
  /** What was said about one correlation, or about the one that this actor belongs to. */
  conversation(about: { actor: Address } | { correlationId: string }): Promise<Conversation>;
  fleet(): Promise<{ countedAt: string; machines: FleetEntry[] }>;
  /** Default version: the registered one. */
  fleetOf(type: string, version?: number): Promise<Fleet>;
  /** All stuck actors of a type, oldest first. */
  stuck(type: string): Promise<readonly StuckActor[]>;
  deadLetterGroups(filter?: { actorType?: string }): Promise<DeadLetterGroup[]>;
  dryRun(request: DryRunRequest): Promise<DryRun>;
  /** Newest first; `before` is the time of the last one seen. */
  audit(options?: { limit?: number; before?: string }): Promise<AuditEntry[]>;
  queues(): Promise<QueuesOverview>;
  /** Actors whose id begins so. */
  find(prefix: string, limit: number): Promise<FoundActor[]>;
  stop(): Promise<void>;
}
