import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { Address } from '../message.ts';
import { type LookedInto, startLookedInto } from '../testing/looked-into.ts';
import type { Inspection } from './api.ts';

let system: LookedInto;
let inspection: Inspection;
beforeAll(async () => {
  system = await startLookedInto();
  inspection = system.inspection;
});
afterAll(() => system.close());

describe('a stuck actor', () => {
  test('is parked by a dead letter: the cause in one sentence, and the fix', async () => {
    const to = await system.parked('stuck');
    const now = await inspection.now(to);
    expect(now).toMatchObject({
      standing: 'stuck',
      stuck: { rule: 'dead-letter', cause: 'Break is a dead letter: it is broken', fix: { action: 'redrive' } },
      waiting: [{ type: 'Add', place: 'parked' }],
      deadLetters: [{ type: 'Break', code: 'TURN_FAILED' }],
    });
    const found = await waitUntil(async () => (await inspection.stuck('moody')).find(({ actor }) => actor === to));
    expect(found).toMatchObject({ state: 'on', rule: 'dead-letter' });
  });
});

describe('an actor that is in its state for long', () => {
  const past = (to: Address, minutes: number) =>
    Promise.all([
      system.runtime.sql.query(
        'past_journal',
        `UPDATE journal SET at = at - $2 * interval '1 minute' WHERE actor = $1`,
        [to, minutes],
      ),
      system.runtime.sql.query(
        'past_actor',
        `UPDATE actors SET updated_at = updated_at - $2 * interval '1 minute', created_at = created_at - $2 * interval '1 minute' WHERE address = $1`,
        [to, minutes],
      ),
    ]);

  test('is stuck where that is more than three times as long as usual, with what is usual', async () => {
    for (const id of ['q1', 'q2', 'q3', 'q4', 'q5', 'q6']) {
      await system.say(`ticket/${id}`, 'Ask', { seat: id, waitMs: 3_600_000 });
      await system.reaches(`ticket/${id}`, 'offered');
      await system.runtime.execute({ to: `ticket/${id}`, type: 'Give', payload: {} });
    }
    await system.say('ticket/prompt', 'Ask', { seat: 'prompt', waitMs: 3_600_000 });
    await system.reaches('ticket/prompt', 'offered');
    await system.say('ticket/late', 'Ask', { seat: 'late', waitMs: 3_600_000 });
    await system.reaches('ticket/late', 'offered');
    await system.runtime.execute({ to: 'ticket/late', type: 'Note', payload: {} });
    await past('ticket/late', 10);
    const fresh = system.afresh();
    const now = await fresh.now('ticket/late');
    expect(now?.stuck).toMatchObject({
      rule: 'slow',
      cause: expect.stringContaining('offered takes more than three times'),
    });
    expect(Date.now() - Date.parse(now?.stuck?.since ?? '')).toBeGreaterThan(590_000);
    expect(now?.usual.find((usual) => usual.state === 'offered')).toMatchObject({ p95Ms: expect.any(Number) });
    await waitUntil(async () => (await fresh.stuck('ticket')).length > 0);
    const fleet = await fresh.fleetOf('ticket');
    expect(fleet.states.find((each) => each.state === 'offered')).toMatchObject({ stuck: 1, standing: 'pending' });
    expect(fleet.states.find((each) => each.state === 'offered')?.oldestAgeMs).toBeGreaterThan(540_000);
    expect(fleet.stuck).toMatchObject([{ rule: 'slow', count: 1, actors: [{ id: 'late', state: 'offered' }] }]);
    expect(fleet.ends).toContainEqual({ state: 'given', standing: 'confirmed', last24h: 6, lastHour: 6 });
    expect(fleet.rates.find(({ id }) => id === 'offered/Give/0')?.perMinute).toBeGreaterThan(0);
    // A turn that leaves it where it is does not make it less stuck.
    await system.runtime.execute({ to: 'ticket/late', type: 'Note', payload: {} });
    const circling = system.afresh();
    const late = await waitUntil(async () => (await circling.stuck('ticket'))[0]);
    expect(late).toMatchObject({ actor: 'ticket/late', rule: 'slow' });
  });

  test('is stuck where nothing is pending for it', async () => {
    await system.say('moody/idle', 'Begin');
    await system.reaches('moody/idle', 'on');
    expect((await inspection.now('moody/idle'))?.stuck).toBeNull();
    await past('moody/idle', 1);
    expect((await inspection.now('moody/idle'))?.stuck).toMatchObject({ rule: 'nothing-pending' });
    const fresh = system.afresh();
    const idle = await waitUntil(async () =>
      (await fresh.stuck('moody')).find(({ actor }) => actor === 'moody/idle'),
    );
    expect(idle).toMatchObject({ rule: 'nothing-pending' });
  });
});
