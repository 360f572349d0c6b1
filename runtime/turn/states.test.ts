import { describe, expect, test } from '@jest/globals';
import { assign, createMachine } from 'xstate';
import { chart } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';

/** Both must behave alike: an actor held in memory, and one that is stored and restored after each turn. */
describe.each([
  ['in memory', false],
  ['restored after each turn', true],
])('a machine %s', (_, forgetful) => {
  function play(machine: ReturnType<typeof createMachine>, ...types: string[]): Life {
    const life = new Life(chart(machine), { forgetful });
    life.say('Start');
    for (const type of types) life.say(type);
    return life;
  }

  test('takes the first transition whose guard holds', () => {
    const machine = createMachine({
      types: {} as { context: { n: number } },
      context: { n: 0 },
      initial: 'counting',
      states: {
        counting: {
          on: {
            Count: [
              { guard: ({ context }) => context.n >= 2, target: 'enough' },
              { actions: assign({ n: ({ context }) => context.n + 1 }) },
            ],
          },
        },
        enough: {},
      },
    });
    expect(play(machine as never, 'Count', 'Count').at).toBe('counting');
    expect(play(machine as never, 'Count', 'Count', 'Count').at).toBe('enough');
  });

  test('is in all its parallel regions at once and leaves them together', () => {
    const machine = createMachine({
      type: 'parallel',
      states: {
        mail: { initial: 'unsent', states: { unsent: { on: { Mail: 'sent' } }, sent: { type: 'final' } } },
        money: { initial: 'open', states: { open: { on: { Pay: 'paid' } }, paid: { type: 'final' } } },
      },
    });
    expect(play(machine, 'Mail').at).toBe('mail.sent,money.open');
    expect(play(machine, 'Mail', 'Pay').stored.status).toBe('done');
  });

  test('runs `onDone` when a compound state reaches its final state', () => {
    const machine = createMachine({
      initial: 'packing',
      states: {
        packing: {
          initial: 'first',
          states: { first: { on: { Next: 'last' } }, last: { type: 'final' } },
          onDone: 'packed',
        },
        packed: { type: 'final' },
      },
      output: { packed: true },
    });
    expect(play(machine).at).toBe('packing.first');
    expect(play(machine, 'Next').stored).toMatchObject({
      value: 'packed',
      status: 'done',
      output: { packed: true },
    });
  });

  test('passes through `always` states within one turn', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { Go: 'b' } },
        b: { always: 'c' },
        c: { always: { target: 'd', guard: () => true } },
        d: {},
      },
    });
    expect(play(machine, 'Go').at).toBe('d');
  });

  test('comes back by shallow and by deep history to where it was', () => {
    const machine = createMachine({
      initial: 'work',
      states: {
        work: {
          initial: 'one',
          on: { Pause: 'paused' },
          states: {
            one: { on: { Next: 'two' } },
            two: { initial: 'begin', states: { begin: { on: { Next: 'end' } }, end: {} } },
            shallow: { type: 'history', history: 'shallow' },
            deep: { type: 'history', history: 'deep' },
          },
        },
        paused: { on: { Shallow: 'work.shallow', Deep: 'work.deep' } },
      },
    });
    expect(play(machine, 'Next', 'Next', 'Pause', 'Deep').at).toBe('work.two.end');
    expect(play(machine, 'Next', 'Next', 'Pause', 'Shallow').at).toBe('work.two.begin');
    expect(play(machine, 'Pause', 'Deep').at).toBe('work.one');
  });
});
