import { describe, expect, test } from '@jest/globals';
import { done, unknown } from '../activities/outcome.ts';
import type { JournalEntry } from '../api.ts';
import { chart as actorOf, everything } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';
import { ticketActor } from '../testing/toy.ts';
import type { Turn } from '../turn/turn.ts';
import { Machines } from './machines.ts';
import { Replayer } from './replayer.ts';

const entry = ({ after, message }: Turn, at: number): JournalEntry => ({
  version: after.version,
  at: new Date(at),
  message,
});

describe('a replay', () => {
  test('tells each state, the transitions that were taken, and what was caused', () => {
    const life = new Life(ticketActor());
    const at = () => life.now;
    const entries = [entry(life.say('Ask', { seat: '7', waitMs: 500 }), at())];
    entries.push(entry(life.say('SeatHeld'), at()));
    entries.push(entry(life.take(life.answer(0, done(30))) as Turn, at()));
    entries.push(entry(life.say('Note'), at()));
    entries.push(entry(life.ring() as Turn, at()));
    const replayer = new Replayer(new Machines([ticketActor()]).get('ticket'));
    const turns = entries.map((each) => replayer.take(each));
    expect(
      turns.map(({ message, states }) => [message.label, states?.before, states?.after, states?.fired]),
    ).toEqual([
      ['Ask', [], ['holding'], ['start']],
      ['SeatHeld', ['holding'], ['quoting'], ['holding/SeatHeld/0']],
      ['quote done', ['quoting'], ['offered'], ['quoting/xstate.done.actor.quote/0']],
      ['Note', ['offered'], ['offered'], ['/Note/0']],
      ['after patience', ['offered'], ['lapsed'], ['offered/xstate.after.patience.ticket.offered/0']],
    ]);
    expect(turns.map(({ states }) => states?.effects.map(({ kind }) => kind))).toEqual([
      ['command', 'event'],
      ['activityStarted'],
      ['timerArmed'],
      [],
      ['event'],
    ]);
    expect(turns[2]?.states?.effects).toMatchObject([{ event: 'after patience', delayMs: 500 }]);
    expect(turns.at(-1)?.states).toMatchObject({
      status: 'done',
      standing: 'confirmed',
      context: { notes: 1, price: 30 },
    });
  });

  test('follows regions, raised events and transient states', () => {
    const definition = actorOf(everything, { activities: ['work', 'report'], events: ['Passed', 'Filled'] });
    const life = new Life(definition);
    const entries = [
      entry(life.say('Start'), 0),
      ...Array.from({ length: 14 }, (_, n) => entry(life.say('B'), n)),
    ];
    const replayer = new Replayer(new Machines([definition]).get('chart'));
    const fired = entries.map((each) => replayer.take(each).states?.fired);
    expect(fired[1]).toEqual(['meter/B/0']);
    expect(fired.some((ids) => ids?.includes('meter.low/always/0'))).toBe(true);
    expect(fired.some((ids) => ids?.includes('path.calm/B/0') && ids.includes('meter/B/0'))).toBe(true);
  });

  test('says which messages were ignored, and that nothing followed', () => {
    const life = new Life(ticketActor());
    const entries = [entry(life.say('Ask', { seat: '7' }), 0), entry(life.say('Give'), 1)];
    const replayer = new Replayer(new Machines([ticketActor()]).get('ticket'));
    const [, ignored] = entries.map((each) => replayer.take(each));
    expect(ignored).toMatchObject({ outcome: 'ignored', states: { fired: [], effects: [], after: ['holding'] } });
  });

  test('that the machine cannot follow goes on without states', () => {
    const life = new Life(ticketActor());
    const entries = [entry(life.say('Ask', { seat: '7' }), 0), entry(life.say('SeatHeld'), 1)];
    const replayer = new Replayer(new Machines([ticketActor()]).get('ticket'));
    const turns = entries.reverse().map((each) => replayer.take(each));
    expect(turns.map(({ states }) => states)).toEqual([null, null]);
    expect(replayer.problem).toContain('SeatHeld');
  });

  test('names how an activity ended', () => {
    const life = new Life(ticketActor());
    const entries = [entry(life.say('Ask', { seat: '7' }), 0), entry(life.say('SeatHeld'), 1)];
    entries.push(entry(life.take(life.answer(0, unknown('silence'))) as Turn, 2));
    const replayer = new Replayer(new Machines([ticketActor()]).get('ticket'));
    expect(entries.map((each) => replayer.take(each)).at(-1)?.message).toMatchObject({
      kind: 'activity',
      label: 'quote unknown',
    });
  });
});
