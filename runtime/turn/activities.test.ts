import { describe, expect, test } from '@jest/globals';
import { assign, fromPromise, setup } from 'xstate';
import { done, type Outcome, refused, unknown } from '../activities/outcome.ts';
import { chart } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';
import { ACTION_DONE, ACTIVITY_REQUEST } from './turn.ts';

const payer = setup({
  types: { context: {} as { tries: number; paid?: unknown; error?: unknown } },
  actors: { charge: fromPromise<Outcome, { tries: number }>(() => Promise.reject(new Error('bound elsewhere'))) },
  actions: { report: () => undefined },
}).createMachine({
  context: { tries: 0 },
  initial: 'paying',
  states: {
    paying: {
      entry: assign({ tries: ({ context }) => context.tries + 1 }),
      invoke: {
        id: 'charge',
        src: 'charge',
        input: ({ context }) => ({ tries: context.tries }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'paid',
            actions: assign({ paid: ({ event }) => (event.output as { value: unknown }).value }),
          },
          { guard: ({ event }) => event.output.outcome === 'unknown', target: 'reconciling' },
          { target: 'failed' },
        ],
        onError: { target: 'failed', actions: assign({ error: ({ event }) => event.error }) },
      },
      on: { Again: { target: 'paying', reenter: true }, Stop: 'failed' },
    },
    paid: { on: { Report: { actions: { type: 'report', params: { to: 'x' } } } } },
    reconciling: {},
    failed: { on: { Retry: 'paying' } },
  },
});
const payerActor = chart(payer, { activities: ['charge', 'report'] });

const started = () => {
  const life = new Life(payerActor);
  return { life, turn: life.say('Start') };
};

describe('an invoked promise', () => {
  test('is asked for by a message of its own, whose id is its fence', () => {
    const { turn } = started();
    expect(turn.outgoing).toMatchObject([
      {
        id: 'chart/1@1.0',
        to: 'chart/1',
        type: ACTIVITY_REQUEST,
        payload: { src: 'charge', invokeId: 'charge', input: { tries: 1 } },
      },
    ]);
    expect(turn.after.activities).toEqual([{ id: 'chart/1@1.0', invokeId: 'charge', src: 'charge' }]);
  });

  test.each([
    [done({ receipt: 'r' }), 'paid'],
    [refused('NO_FUNDS', 'the card has no money'), 'failed'],
    [unknown('no answer'), 'reconciling'],
    [{ error: { message: 'broken' } }, 'failed'],
  ])('that ends as %j leads to %s', (outcome, state) => {
    const { life } = started();
    const turn = life.take(life.answer(0, outcome));
    expect(turn).toMatchObject({ accepted: true, after: { activities: [] } });
    expect(life.at).toBe(state);
  });

  test('hands its value or its error to the machine', () => {
    const { life } = started();
    life.take(life.answer(0, done({ receipt: 'r' })));
    expect(life.context).toEqual({ tries: 1, paid: { receipt: 'r' } });
    const other = started().life;
    other.take(other.answer(0, { error: { message: 'broken' } }));
    expect(other.context).toMatchObject({ error: { message: 'broken' } });
  });

  test('that answers twice is heard once', () => {
    const { life } = started();
    life.take(life.answer(0, unknown('?')));
    expect(life.take(life.answer(0, done(1)))).toMatchObject({ accepted: false });
    expect(life.at).toBe('reconciling');
  });

  test('is not heard any more when its state was left', () => {
    const { life } = started();
    life.say('Stop');
    expect(life.state?.activities).toEqual([]);
    expect(life.take(life.answer(0, done(1)))).toMatchObject({ accepted: false });
    expect(life.at).toBe('failed');
  });

  test.each(['Again', 'Stop and Retry'])(
    'of an earlier stay (%s) is not taken for that of the present one',
    (how) => {
      const { life } = started();
      if (how === 'Again') life.say('Again');
      else {
        life.say('Stop');
        life.say('Retry');
      }
      expect(life.state?.activities).toHaveLength(1);
      expect(life.take(life.answer(0, refused('OLD', 'the first answer, late')))).toMatchObject({
        accepted: false,
      });
      expect(life.at).toBe('paying');
      life.take(life.answer(1, done('second')));
      expect(life.context).toMatchObject({ tries: 2, paid: 'second' });
    },
  );

  test('cannot be answered by somebody who does not know its fence', () => {
    const { life } = started();
    const forged = { ...life.answer(0, done('forged')), id: 'another-id' };
    expect(life.take(forged)).toMatchObject({ accepted: false });
    expect(life.at).toBe('paying');
  });
});

describe('a custom action', () => {
  test('is asked for like an activity, with its params, and its end changes nothing', () => {
    const { life } = started();
    life.take(life.answer(0, done(1)));
    const { outgoing, after } = life.say('Report');
    expect(outgoing).toMatchObject([{ type: ACTIVITY_REQUEST, payload: { src: 'report', input: { to: 'x' } } }]);
    expect(after.activities).toEqual([]);
    expect(life.take({ ...outgoing[0]!, type: ACTION_DONE })).toMatchObject({ accepted: false, outgoing: [] });
    expect(life.at).toBe('paid');
  });
});
