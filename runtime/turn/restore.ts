import type { ActorRow, ActorState } from './actor-state.ts';
import type { Machine } from './turn.ts';

/** The state of a stored actor, as if this process had computed it. */
export function restoreActor({ durable }: Machine, row: ActorRow): ActorState {
  const { timers = [], activities = [], correlationId, ...stored } = row.snapshot;
  return {
    address: row.address,
    machineVersion: row.machine_version,
    version: row.version,
    eventCount: row.event_count,
    snapshot: durable.restore(
      stored,
      activities.map(({ invokeId }) => invokeId),
    ),
    timers,
    activities,
    correlationId,
    wakeDue: row.wake_due === null ? undefined : Number(row.wake_due),
  };
}
