import type { DeadLetterFilter, DeadLetterState } from '../api.ts';
import type { Address } from '../message.ts';
import type { Chart, RegisteredActor, StandingKind } from './chart-shape.ts';
import type {
  ActorNow,
  Conversation,
  ConversationAbout,
  Effect,
  Fix,
  Stuck,
  Suppose,
  Supposition,
  TurnPage,
} from './turn-shape.ts';

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
  /** How many entered it within `ratesOverMinutes`. */
  entered: number;
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
  /** Exact, of the last 24 hours and of the last hour. */
  ends: { state: string; standing: Exclude<StandingKind, 'stuck'>; last24h: number; lastHour: number }[];
  /** By transition id of the chart; `taken` is within `ratesOverMinutes`. */
  rates: { id: string; perMinute: number; taken: number }[];
  /** Minutes over which the rates and usual times were taken: 60, or less where an hour is too much to read. */
  ratesOverMinutes: number;
  /** Rates are taken from one of so many actors. 1: all of them were looked at, so that the figures are exact. */
  ratesFromOneOf: number;
  stuck: StuckGroup[];
}

export interface ListedActor {
  id: string;
  state: string;
  standing: Exclude<StandingKind, 'stuck'>;
  /** Turns taken. */
  version: number;
  /** When it took its last turn. */
  movedAt: string;
}

export interface FleetActors {
  items: ListedActor[];
  /** `after` of the next page; null: these are all. */
  next: string | null;
  /** Of a transition: they are from one of so many actors that moved lately. */
  fromOneOf: number | null;
}

/** Actors of a machine that are in a state (of the chart: a leaf, or one around leaves), or took a transition lately. */
export interface FleetActorsFilter {
  /** Default: the registered one. */
  version?: number;
  state?: string;
  /** Any of these, by their ids in the chart. */
  transitions?: readonly string[];
  /** The `next` of the page before. */
  after?: string;
  limit: number;
}

export interface LetterGroupsFilter extends Pick<DeadLetterFilter, 'actorType' | 'text'> {
  /** Default: open. */
  state?: DeadLetterState;
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
  /** The reason that was given. */
  note: string | null;
  /** The payload before it was edited; null where it was not. */
  was: Record<string, unknown> | null;
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

/** The circuit breaker of an activity. */
export interface BreakerOf {
  activity: string;
  state: 'closed' | 'open' | 'half-open';
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
    /** As they were at its last heartbeat. */
    breakers: BreakerOf[];
  }[];
  /** Of the process that answers. */
  breakers: BreakerOf[];
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
  /** Default version: the registered one. Rejects with `UnknownMachineVersion`. */
  chart(type: string, version?: number): Chart;
  /**
   * The machine as JSON that Stately's editor imports: what is code in it is named. Default: the registered version, also
   * where there is no such version.
   */
  machineJson(type: string, version?: number): Record<string, unknown>;
  turns(to: Address, options?: { after?: number; limit?: number }): Promise<TurnPage>;
  /** Undefined where there is no such machine actor. */
  now(to: Address): Promise<ActorNow | undefined>;
  /** Rejects with `UnknownMachineVersion`, `NotReplayable` or `NotAdoptable`. */
  suppose(to: Address, what: Suppose): Promise<Supposition>;
  /** The source of a jest test that takes the machine through the actor's history. */
  exportTest(to: Address): Promise<{ fileName: string; source: string }>;
  /** What was said about one correlation, or about the one that this actor belongs to. */
  conversation(about: ConversationAbout): Promise<Conversation>;
  fleet(): Promise<{ countedAt: string; machines: FleetEntry[] }>;
  /** Default version: the registered one. */
  fleetOf(type: string, version?: number): Promise<Fleet>;
  /** Of those that took one of the transitions within the last hour at most 50, newest first. */
  fleetActors(type: string, filter: FleetActorsFilter): Promise<FleetActors>;
  /** All stuck actors of a type, oldest first. */
  stuck(type: string): Promise<readonly StuckActor[]>;
  deadLetterGroups(filter?: LetterGroupsFilter): Promise<DeadLetterGroup[]>;
  dryRun(request: DryRunRequest): Promise<DryRun>;
  /** Newest first; `before` is the time of the last one seen. */
  audit(options?: { limit?: number; before?: string }): Promise<AuditEntry[]>;
  queues(): Promise<QueuesOverview>;
  /** Actors whose id begins so. */
  find(prefix: string, limit: number): Promise<FoundActor[]>;
  stop(): Promise<void>;
}
