import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLetter } from '../testing/drained.ts';
import { type LookedInto, startLookedInto } from '../testing/looked-into.ts';
import type { Inspection } from './api.ts';

let system: LookedInto;
let inspection: Inspection;
beforeAll(async () => {
  system = await startLookedInto();
  inspection = system.inspection;
});
afterAll(() => system.close());

describe('a dry run', () => {
  test('of a machine says what the letter and what waits behind it would come to, and changes nothing', async () => {
    const to = await system.parked('dry');
    const letter = await openLetter(system.runtime, to);
    const ids = [letter.id];
    expect(await inspection.dryRun({ ids })).toMatchObject({
      accepted: 0,
      refused: 1,
      items: [{ verdict: 'refused', code: 'TURN_FAILED', waiting: [] }],
    });
    system.mood.broken = false;
    const repaired = await inspection.dryRun({ ids, payload: { what: 'edited' } });
    system.mood.broken = true;
    expect(repaired).toMatchObject({
      accepted: 1,
      items: [{ before: ['on'], after: ['on'], waiting: [{ type: 'Add', verdict: 'accepted' }] }],
    });
    expect((await system.runtime.read(to))?.context).toEqual({ added: ['one'] });
    expect((await system.runtime.deadLetters.get(letter.id))?.state).toBe('open');
  });

  test('of a handler runs it in a transaction that is rolled back', async () => {
    await system.say('ticket/cursed', 'Ask', { seat: 'x' });
    const letter = await openLetter(system.runtime, 'seat/x');
    const ids = [letter.id];
    expect(await inspection.dryRun({ ids })).toMatchObject({
      refused: 1,
      items: [{ verdict: 'refused', reason: 'this ticket cannot be held' }],
    });
    const { items } = await inspection.dryRun({ ids, payload: { ticket: 'blessed' } });
    expect(items).toMatchObject([
      { verdict: 'accepted', reply: { type: 'SeatHeld' }, effects: [{ kind: 'event', type: 'SeatWasHeld' }] },
    ]);
    expect(await system.runtime.sql.query('seat_x', `SELECT * FROM toy_seats WHERE seat = 'x'`)).toEqual([]);
  });

  test('goes by group, and groups say how many, since when and what waits', async () => {
    await system.parked('stuck');
    const groups = await inspection.deadLetterGroups({ actorType: 'moody' });
    expect(groups).toMatchObject([
      { code: 'TURN_FAILED', messageType: 'Break', count: 2, actors: 2, parked: 2, error: 'it is broken' },
    ]);
    expect(groups[0]?.hours.at(-1)).toBe(2);
    const [one, ...others] = await inspection.deadLetterGroups({ text: 'MOODY/stuck' });
    expect([one?.count, one?.parked, others]).toEqual([1, 1, []]);
    expect(await inspection.deadLetterGroups({ actorType: 'moody', state: 'redriven' })).toEqual([]);
    const run = await inspection.dryRun({ filter: { actorType: 'moody' }, limit: 1 });
    expect(run).toMatchObject({ refused: 1, left: 1 });
  });

  test('and what people did stands in the audit', async () => {
    const letter = await openLetter(system.runtime, 'seat/x');
    await system.runtime.deadLetters.discard(letter.id, { by: 'ada', reason: 'a test' });
    expect(await inspection.audit({ limit: 5 })).toMatchObject([
      { by: 'ada', action: 'discard', note: 'a test', actor: 'seat/x', messageType: 'Hold', state: 'discarded' },
    ]);
    expect(await inspection.deadLetterGroups({ state: 'discarded' })).toMatchObject([
      { messageType: 'Hold', count: 1, parked: 0 },
    ]);
  });
});
