import type { ActorView } from '../api.ts';
import type { ActorStatus } from '../definition.ts';
import { type Address, idOf, typeOf } from '../message.ts';
import { type MachineEvent, type Snapshot, type StoredSnapshot, stateName, store } from './machine.ts';

/** A timer that will fire once. Its id is its fence: scheduling again makes another id, so a stale one is told apart. */
export interface Timer {
  id: string;
  /** XState's own name for it, by which `cancel` refers to it. */
  sendId?: string;
  /** Milliseconds since the epoch. */
  dueAt: number;
  event: MachineEvent;
  /** Set for a delayed send to another actor. */
  to?: Address;
}

/** An invocation that has not answered. Its id is the id of the message that will bring the answer. */
export interface PendingActivity {
  id: string;
  invokeId: string;
  src: string;
}

/** A machine actor as this process knows it: the committed state at `version`. Never mutated, but for `wakeDue`. */
export interface ActorState {
  readonly address: Address;
  readonly machineVersion: number;
  /** Turns taken; 0 before the first. */
  readonly version: number;
  /** Events emitted so far, which is the version of the last one. */
  readonly eventCount: number;
  readonly snapshot: Snapshot;
  readonly timers: readonly Timer[];
  readonly activities: readonly PendingActivity[];
  /** Of the message that started the actor: its timers carry it on. */
  readonly correlationId: string;
  /** The time in the actor's wake row, undefined where it has none. Kept in step after each commit. */
  wakeDue: number | undefined;
}

/** What the `snapshot` column holds. */
export interface StoredState extends StoredSnapshot {
  correlationId: string;
  timers?: readonly Timer[];
  activities?: readonly PendingActivity[];
}

export function toStored(state: ActorState): StoredState {
  const stored: StoredState = { ...store(state.snapshot), correlationId: state.correlationId };
  if (state.timers.length > 0) stored.timers = state.timers;
  if (state.activities.length > 0) stored.activities = state.activities;
  return stored;
}

/** A row of `actors` as the outside sees it. */
export interface ActorRow {
  address: Address;
  machine_version: number;
  version: number;
  status: ActorStatus;
  state: string;
  event_count: number;
  snapshot: StoredState;
  wake_due: string | null;
}

export function viewOfRow(row: ActorRow): ActorView {
  const { snapshot } = row;
  return {
    address: row.address,
    id: idOf(row.address),
    type: typeOf(row.address),
    machineVersion: row.machine_version,
    version: row.version,
    status: row.status,
    state: row.state,
    context: snapshot.context,
    ...(snapshot.output === undefined ? {} : { output: snapshot.output }),
    timers: (snapshot.timers ?? []).map(({ id, event, dueAt }) => ({ id, event: event.type, dueAt })),
    activities: (snapshot.activities ?? []).map(({ id, src }) => ({ id, src })),
  };
}

export function viewOfState(state: ActorState): ActorView {
  const stored = toStored(state);
  return viewOfRow({
    address: state.address,
    machine_version: state.machineVersion,
    version: state.version,
    status: stored.status,
    state: stateName(stored.value),
    event_count: state.eventCount,
    snapshot: stored,
    wake_due: null,
  });
}
