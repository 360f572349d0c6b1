import { describe, expect, test } from '@jest/globals';
import { cancel, createMachine, raise, sendTo } from 'xstate';
import { chart, durable } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';

const patient = createMachine({
  id: 'm',
  initial: 'waiting',
  states: {
    waiting: { after: { 5000: 'late' }, on: { Again: { target: 'waiting', reenter: true }, Leave: 'left' } },
    late: {},
    left: { on: { Back: 'waiting' } },
  },
});

describe('`after`', () => {
  test('becomes a timer with a due time, and firing it takes the transition', () => {
    const life = new Life(chart(patient));
    const { after } = life.say('Start');
    expect(after.timers).toMatchObject([
      { dueAt: life.now + 5_000, event: { type: 'xstate.after.5000.m.waiting' } },
    ]);
    life.ring();
    expect(life.at).toBe('late');
    expect(life.state?.timers).toEqual([]);
  });

  test('is cancelled by leaving the state, and what was on its way then changes nothing', () => {
    const life = new Life(chart(patient));
    life.say('Start');
    const stale = life.timer();
    life.say('Leave');
    expect(life.state?.timers).toEqual([]);
    expect(life.take(stale as never)).toBeUndefined();
    expect(life.at).toBe('left');
  });

  test('starts anew when the state is entered again; the first one, coming late, is told apart', () => {
    const life = new Life(chart(patient));
    life.say('Start');
    const stale = life.timer();
    life.now += 1_000;
    life.say('Again');
    expect(life.state?.timers).toMatchObject([{ dueAt: life.now + 5_000 }]);
    expect(life.take(stale as never)).toBeUndefined();
    expect(life.at).toBe('waiting');
    life.ring();
    expect(life.at).toBe('late');
  });

  test('that fired cannot fire a second time', () => {
    const life = new Life(chart(patient));
    life.say('Start');
    const timer = life.timer();
    life.ring();
    expect(life.take(timer as never)).toBeUndefined();
  });
});

const reminder = (n: number) => ({ type: 'Reminder', n });

const sender = createMachine({
  initial: 'idle',
  states: {
    idle: {
      on: {
        Remind: { actions: raise(reminder(1), { id: 'reminder', delay: 100 }) },
        Nameless: { actions: raise(reminder(2), { delay: 50 }) },
        Later: {
          actions: sendTo(() => durable('chart/2'), { type: 'Ping', n: 7 }, { id: 'ping', delay: 200 }),
        },
        Never: { actions: [cancel('reminder'), cancel('ping'), cancel('nothing of this name')] },
        Reminder: 'reminded',
      },
    },
    reminded: { type: 'final' },
  },
});

describe('a delayed raise or send', () => {
  test('of an event to itself comes back as that event', () => {
    const life = new Life(chart(sender));
    life.say('Start');
    life.say('Remind');
    expect(life.ring()).toMatchObject({ message: { type: 'Reminder', payload: { n: 1 } }, accepted: true });
    expect(life.at).toBe('reminded');
  });

  test('without an id may wait more than once at a time', () => {
    const life = new Life(chart(sender));
    life.say('Start');
    life.say('Nameless');
    life.say('Nameless');
    expect(life.state?.timers).toHaveLength(2);
  });

  test('to another actor is sent when it is due, by a turn that leaves the machine as it is', () => {
    const life = new Life(chart(sender));
    life.say('Start');
    expect(life.say('Later').outgoing).toEqual([]);
    const turn = life.ring();
    expect(turn?.outgoing).toMatchObject([{ to: 'chart/2', from: 'chart/1', type: 'Ping', payload: { n: 7 } }]);
    expect(turn?.after.snapshot).toBe(turn?.before?.snapshot);
    expect(life.state?.timers).toEqual([]);
  });

  test('is called back by `cancel`', () => {
    const life = new Life(chart(sender));
    life.say('Start');
    life.say('Remind');
    life.say('Later');
    const stale = life.timer();
    life.say('Never');
    expect(life.state?.timers).toEqual([]);
    expect(life.take(stale as never)).toBeUndefined();
  });

  test('dies with the actor', () => {
    const life = new Life(chart(sender));
    life.say('Start');
    life.say('Later');
    life.say('Remind');
    life.ring();
    expect(life.state).toMatchObject({ snapshot: { status: 'done' }, timers: [] });
  });
});
