import { expect, test } from '@jest/globals';
import type { ActorState } from '../turn/actor-state.ts';
import { planWake } from './wake-plan.ts';

const NOW = 1_000;

/** An actor with timers at these times, whose wake row says `wakeDue`. */
function actor(timers: number[], wakeDue?: number, status = 'active'): ActorState {
  return { timers: timers.map((dueAt) => ({ dueAt })), wakeDue, snapshot: { status } } as unknown as ActorState;
}

test.each([
  ['a first timer makes a row', actor([1_500]), 1_500],
  ['of several the earliest counts', actor([1_700, 1_400, 1_900]), 1_400],
  ['an earlier timer moves the row', actor([1_200, 1_500], 1_500), 1_200],
  ['a later timer leaves it', actor([1_500, 1_900], 1_500), 'keep'],
  ['a row that is too early may stay: whoever wakes corrects it', actor([1_900], 1_500), 'keep'],
  ['a row whose time has passed may be gone: it is written again', actor([1_900], 900), 1_900],
  ['without timers nothing is written while the actor lives', actor([], 1_500), 'keep'],
  ['without timers and row nothing is written', actor([], undefined, 'done'), 'keep'],
  ['the row goes with the actor', actor([], 1_500, 'done'), 'none'],
  ['the row goes with the actor, also when its time has passed', actor([], 900, 'done'), 'none'],
])('%s', (_, state, plan) => {
  expect(planWake(state, NOW)).toBe(plan);
  if (typeof plan === 'number') expect(state.wakeDue).toBe(plan);
  if (plan === 'none') expect(state.wakeDue).toBeUndefined();
});
