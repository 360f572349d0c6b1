import { expect, test } from '@jest/globals';
import { setup } from 'xstate';
import type { ActorState } from './actor-state.ts';
import { isAtRest, restingLeaves } from './resting.ts';

const machine = setup({}).createMachine({
  id: 'rests',
  initial: 'busy',
  states: {
    busy: {},
    paid: { tags: 'resting', initial: 'told', states: { told: {}, untold: {} } },
    both: { type: 'parallel', states: { one: { tags: 'resting' }, other: { initial: 'a', states: { a: {} } } } },
  },
});
const state = (value: unknown, pending: Partial<ActorState> = {}) =>
  ({ snapshot: { value }, timers: [], activities: [], ...pending }) as unknown as ActorState;

test('the leaves of a machine in which its actors rest are those that bear the tag, or lie in a state that does', () => {
  expect([...restingLeaves(machine)]).toEqual(['paid.told', 'paid.untold', 'both.one']);
});

test('an actor is at rest when all of its leaves rest and nothing is pending for it', () => {
  const resting = restingLeaves(machine);
  expect(isAtRest(state({ paid: 'told' }), resting)).toBe(true);
  expect(isAtRest(state('busy'), resting)).toBe(false);
  expect(isAtRest(state({ both: { one: {}, other: 'a' } }), resting)).toBe(false);
  const timer = { id: 't~', dueAt: 1, event: { type: 'T' } };
  expect(isAtRest(state({ paid: 'told' }, { timers: [timer] }), resting)).toBe(false);
  expect(isAtRest(state({ paid: 'told' }), new Set())).toBe(false);
});
