import type { ActorState } from '../turn/actor-state.ts';

/**
 * What the commit of `state` has to do about the actor's wake row, the one row by which a process that does not hold the
 * actor in memory finds out that a timer of it is due. The row may name a time that is too early (it is then corrected by
 * whoever wakes up), never one that is too late. Sets `state.wakeDue` to what the row will say.
 *
 * A row whose time has passed may have been corrected meanwhile, so it counts as unknown.
 */
export function planWake(state: ActorState, now: number): number | 'none' | 'keep' {
  const known = state.wakeDue !== undefined && state.wakeDue > now ? state.wakeDue : undefined;
  const earliest = state.timers.reduce((least, { dueAt }) => Math.min(least, dueAt), Number.POSITIVE_INFINITY);
  if (earliest === Number.POSITIVE_INFINITY) {
    if (state.wakeDue === undefined || state.snapshot.status === 'active') return 'keep';
    state.wakeDue = undefined;
    return 'none';
  }
  if (known !== undefined && known <= earliest) return 'keep';
  state.wakeDue = earliest;
  return earliest;
}
