import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { done, type Outcome, refused, unknown } from '../activities/outcome.ts';
import { chart, everything } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';
import type { Turn } from './turn.ts';

const actor = chart(everything, { activities: ['work', 'report'], events: ['Passed', 'Filled'] });

/** What may come to an actor next; numbers choose among what is there at that moment, also what is stale by then. */
type Deed =
  | { say: string }
  | { ring: true }
  | { answer: number; outcome: Outcome | { error: unknown } }
  | { stale: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'Unheard').map((say) => ({ say })) },
  { weight: 3, arbitrary: fc.constant({ ring: true } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      answer: fc.integer({ min: -3, max: -1 }),
      outcome: fc.constantFrom(done(1), refused('NO', 'no'), unknown('?'), { error: 'broken' }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ stale: fc.nat(9) }) },
);

function act(life: Life, timers: ReturnType<Life['timer']>[], next: Deed): Turn | undefined {
  timers.push(life.timer());
  if ('say' in next) return life.say(next.say);
  if ('ring' in next) return life.ring();
  if ('stale' in next) {
    const timer = timers[next.stale % timers.length];
    return timer && life.take(timer);
  }
  const request =
    life.requested > 0 ? life.answer(-1 - (Math.abs(next.answer) % life.requested), next.outcome) : undefined;
  return request && life.take(request);
}

function traceOf(forgetful: boolean, deeds: readonly Deed[]): unknown[] {
  const life = new Life(actor, { forgetful });
  const timers: ReturnType<Life['timer']>[] = [];
  const trace: unknown[] = [life.say('Start').outgoing];
  for (const next of deeds) {
    const turn = act(life, timers, next);
    const seen = turn && { accepted: turn.accepted, outgoing: turn.outgoing, events: turn.events };
    trace.push(
      JSON.parse(JSON.stringify({ seen, at: life.at, stored: life.stored, count: life.state?.eventCount })),
    );
  }
  return trace;
}

test('an actor restored from its row after every turn lives the same life as one kept in memory', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      expect(traceOf(true, deeds)).toEqual(traceOf(false, deeds));
    }),
    { numRuns: 400 },
  );
});

test('every id that leaves an actor is used once', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const life = new Life(actor);
      const ids = life.say('Start').outgoing.map(({ id }) => id);
      const timers: ReturnType<Life['timer']>[] = [];
      for (const next of deeds) ids.push(...(act(life, timers, next)?.outgoing ?? []).map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 200 },
  );
});
