/** How an actor stands, for people. `stuck` wins over the others; it is computed, never stored. */
export type StandingKind = 'pending' | 'confirmed' | 'cancelled' | 'compensating' | 'stuck';

/** A registered actor type. What only machines have is null for handlers. */
export interface RegisteredActor {
  kind: 'machine' | 'handler';
  type: string;
  machineId: string | null;
  version: number | null;
  /** All versions that can be looked into, the registered one among them. */
  versions: number[];
  /** Of the chart: the same machine gives the same, in every process. */
  hash: string | null;
  messages: string[];
  starts: string[];
  events: string[];
  activities: string[];
}

export type ChartNodeKind =
  | 'atomic'
  | 'compound'
  | 'parallel'
  | 'final'
  | 'history'
  | 'deepHistory'
  /** Transient: only `always` transitions lead on. */
  | 'choice';

export interface ChartNode {
  /** Its path in dot notation, as actors store it: `choreography.forward.chargingPayment`. The root's is empty. */
  id: string;
  name: string;
  /** Null for the root. */
  parent: string | null;
  kind: ChartNodeKind;
  /** The child entered first, of a compound state. */
  initial: string | null;
  tags: string[];
  /** What an actor is that rests in this state. */
  standing: Exclude<StandingKind, 'stuck'>;
  description: string | null;
  invokes: { id: string; src: string }[];
  /** Its place among all nodes, in document order. */
  order: number;
}

export interface ChartTransition {
  /** The same for the same machine: `chargingPayment/PaymentCharged/0`. */
  id: string;
  source: string;
  /** Empty: it only runs actions. */
  targets: string[];
  kind: 'event' | 'after' | 'always' | 'done' | 'error';
  /** For people: `PaymentCharged`, `after stepTimeout`, `charge done`, `always`. */
  event: string;
  /** As XState has it: `xstate.after.stepTimeout.order.chargingPayment`. */
  eventType: string;
  guard: string | null;
  /** Of `after`: milliseconds, where the chart alone says them. */
  delayMs: number | null;
  /** Of `after`: the delay's name, where it has one. */
  delayName: string | null;
  /** It leaves and enters its source again. */
  reenter: boolean;
  actions: string[];
  /** Its place among all transitions, in document order. */
  order: number;
}

export interface Chart {
  type: string;
  machineId: string;
  version: number;
  hash: string;
  /** How an actor comes to life: these messages lead to this state. Its transition id is `start`. */
  start: { id: 'start'; events: string[]; target: string };
  nodes: ChartNode[];
  transitions: ChartTransition[];
}
