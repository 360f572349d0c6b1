import { describe, expect, test } from '@jest/globals';
import { assign, createMachine, fromCallback, fromPromise, sendParent, sendTo, setup, spawnChild } from 'xstate';
import { z } from 'zod';
import { defineMachineActor } from '../define.ts';
import { InvalidDefinition } from '../errors.ts';
import { chart } from '../testing/charts.ts';

const named = fromPromise(async () => undefined);
const on = (config: object) => createMachine({ initial: 'here', states: { here: config, there: {} } } as never);

describe('a machine is refused', () => {
  test.each([
    ['logic invoked inline', on({ invoke: { src: named } }), 'Name it in setup({ actors })'],
    ['logic spawned inline', on({ entry: spawnChild(named) }), 'Name it in setup({ actors })'],
    ['an inline entry action', on({ entry: () => undefined }), 'Name the action and bind it in `activities`'],
    ['an inline exit action', on({ exit: () => undefined }), 'Name the action and bind it in `activities`'],
    ['an inline action of a transition', on({ on: { Go: { actions: () => undefined } } }), 'Name the action'],
    [
      'an inline action of a delayed transition',
      on({ after: { 10: { target: 'there', actions: () => undefined } } }),
      'Name the action',
    ],
    [
      'an inline action of `always`',
      on({ always: { guard: () => false, actions: () => undefined } }),
      'Name the action',
    ],
    [
      'an inline action on the way to the first state',
      createMachine({ initial: { target: 'a', actions: () => undefined }, states: { a: {} } } as never),
      'Name the action',
    ],
    ['an action nobody provides', on({ entry: 'report' }), 'Add "report" to `activities`'],
    ['a message to a parent', on({ entry: sendParent({ type: 'Hello' }) }), 'start message brings `sender`'],
    ['a source nobody provides', on({ invoke: { src: 'work' } }), 'Add "work" to `activities`'],
    [
      'a guard nobody provides',
      on({ on: { Go: { guard: 'isFine', target: 'there' } } }),
      'Add "isFine" to setup({ guards })',
    ],
    ['a delay nobody provides', on({ after: { patience: 'there' } }), 'Add "patience" to setup({ delays })'],
  ])('for %s', (_, machine, instead) => {
    expect(() => chart(machine)).toThrow(InvalidDefinition);
    expect(() => chart(machine)).toThrow(instead);
  });

  test('for a child machine or a callback, bound or not: only promises can be durable', () => {
    for (const child of [createMachine({}), fromCallback(() => undefined)]) {
      const parent = setup({ actors: { child } }).createMachine({ invoke: { src: 'child' } });
      expect(() => chart(parent, { activities: ['child'] })).toThrow('make a child machine an actor of its own');
    }
  });

  test('in any of its versions', () => {
    const define = (versions: object) =>
      defineMachineActor({
        type: 'chart',
        machine: on({}),
        version: 2,
        versions: versions as never,
        starts: ['Start'],
        messages: { Start: z.object({}) },
      });
    expect(() => define({ 3: { machine: on({ entry: () => undefined }) } })).toThrow('Name the action');
    expect(() => define({ 2: { machine: on({}) } })).toThrow('Name only other versions there');
    expect(() => define({ soon: { machine: on({}) } })).toThrow('Versions are 1, 2, 3');
    expect(() => define({ 1: { machine: on({}) } })).not.toThrow();
  });

  test('in words that name the actor and the state', () => {
    expect(() => chart(on({ entry: 'report' }))).toThrow(
      /Actor "chart": state "\(machine\)\.here" runs .*"report"/,
    );
  });
});

test('a machine with named parts that are all provided is accepted', () => {
  const machine = setup({
    types: { context: {} as { n: number } },
    actors: { work: named },
    actions: {
      note: assign({ n: 1 }),
      tell: sendTo(
        () => ({}) as never,
        () => ({ type: 'Hello' }) as never,
      ),
      report: () => undefined,
    },
    guards: { isFine: () => true },
    delays: { patience: 100 },
  }).createMachine({
    context: { n: 0 },
    initial: 'here',
    states: {
      here: {
        entry: ['note', 'tell', 'report'],
        invoke: { src: 'work', onDone: 'there' },
        on: { Go: { guard: 'isFine', target: 'there' } },
        after: { patience: 'there' },
      },
      there: {},
    },
  });
  expect(() => chart(machine, { activities: ['work', 'report'] })).not.toThrow();
});
