import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { SEATS_TABLE, seatActor, ticketActor } from '../testing/toy.ts';
import type { Inspection } from './api.ts';
import { Census } from './census.ts';
import { openInspection } from './inspection.ts';

const ACTORS = 100_000;
const actors = [ticketActor(), seatActor()];

/** A hundred thousand running tickets and as many that ended, as turns would have left them. */
const CROWD = `
  INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot, created_at, updated_at)
  SELECT 'ticket/' || n, 'ticket', 1, 3, CASE WHEN n % 2 = 0 THEN 'active' ELSE 'done' END,
         CASE WHEN n % 2 = 1 THEN 'given' WHEN n % 10 = 0 THEN 'holding' ELSE 'offered' END, 2,
         json_build_object('value', 'offered', 'status', 'active', 'correlationId', 'c', 'context',
           json_build_object('id', n::text, 'seat', n::text, 'waitMs', 60000, 'notes', 0, 'padding', repeat('x', 700)),
           'timers', json_build_array(json_build_object('id', 't~', 'dueAt', 1, 'event', json_build_object('type', 'xstate.after.patience.ticket.offered')))),
         now() - n % 600 * interval '1 second' - interval '1 hour', now() - n % 600 * interval '1 second'
  FROM generate_series(1, $1) n`;
const WAKES = `INSERT INTO wakes SELECT address, now() + interval '1 hour' FROM actors WHERE status = 'active'`;

describe('a fleet of a hundred thousand actors', () => {
  let system: TestSystem;
  let inspection: Inspection;
  beforeAll(async () => {
    system = await startTestSystem({ actors });
    const { sql } = system.runtime;
    await sql.query('toy_seats', SEATS_TABLE);
    await sql.query('crowd', CROWD, [2 * ACTORS]);
    await sql.query('crowd_wakes', WAKES);
    await sql.query('crowd_analyze', 'ANALYZE actors');
    inspection = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
  });
  afterAll(async () => {
    await inspection.stop();
    await system.close();
  });

  const took = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const begun = performance.now();
    return [await work(), performance.now() - begun];
  };

  test('is counted exactly', async () => {
    const { states, ends, running } = await inspection.fleetOf('ticket');
    expect(running).toBe(ACTORS);
    expect(states.map(({ state, count }) => [state, count]).sort()).toEqual([
      ['holding', ACTORS / 5],
      ['offered', (ACTORS * 4) / 5],
    ]);
    expect(ends).toEqual([{ state: 'given', standing: 'confirmed', last24h: ACTORS, lastHour: ACTORS }]);
    const offered = states.find(({ state }) => state === 'offered');
    expect(Math.abs((offered?.p50AgeMs ?? 0) - 300_000)).toBeLessThan(45_000);
    expect(Math.abs((offered?.p95AgeMs ?? 0) - 570_000)).toBeLessThan(70_000);
  });

  test('is counted alike in stretches, and an actor that moves in one that rests is seen', async () => {
    const { sql } = system.runtime;
    const stretches = new Census(sql, 0);
    const countedBy = async (census: Census) =>
      new Map((await census.take()).map(({ state, count }) => [state, count] as const));
    expect(await countedBy(stretches)).toEqual(await countedBy(new Census(sql)));
    await countedBy(stretches);
    await sql.query(
      'move_one',
      `UPDATE actors SET state = 'quoting', updated_at = now() WHERE address = 'ticket/2'`,
    );
    await waitUntil(async () => (await countedBy(stretches)).get('quoting') === 1, {
      timeoutMs: 20_000,
      intervalMs: 200,
    });
    await sql.query(
      'move_back',
      `UPDATE actors SET state = 'offered', updated_at = now() WHERE address = 'ticket/2'`,
    );
  });

  test('answers in less than 300 ms, however many ask; only the first waits for the count', async () => {
    const fresh = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
    const [, first] = await took(() => fresh.fleetOf('ticket'));
    const [, again] = await took(() => fresh.fleetOf('ticket'));
    const [, crowd] = await took(() => Promise.all(Array.from({ length: 100 }, () => fresh.fleet())));
    expect(first).toBeLessThan(1_000);
    expect(again).toBeLessThan(300);
    expect(crowd).toBeLessThan(300);
  });

  test('lists who is in a state, newest first and page by page, in less than 300 ms', async () => {
    const [first, firstMs] = await took(() => inspection.fleetActors('ticket', { state: 'holding', limit: 50 }));
    expect(first.items).toHaveLength(50);
    expect(new Set(first.items.map(({ state, standing }) => `${state} ${standing}`))).toEqual(
      new Set(['holding pending']),
    );
    const [second, secondMs] = await took(() =>
      inspection.fleetActors('ticket', { state: 'holding', limit: 50, after: first.next ?? '' }),
    );
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(100);
    expect(Math.max(firstMs, secondMs)).toBeLessThan(300);
    const [nobody, nobodyMs] = await took(() => inspection.fleetActors('ticket', { state: 'refused', limit: 50 }));
    expect([nobody.items, nobody.next]).toEqual([[], null]);
    expect(nobodyMs).toBeLessThan(300);
  });

  test('finds one among all, however many answers that takes, each in less than 300 ms', async () => {
    const { sql } = system.runtime;
    await sql.query('hide_one', `UPDATE actors SET state = 'refused', status = 'done' WHERE address = 'ticket/1'`);
    const fresh = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
    await fresh.fleet();
    const found: string[] = [];
    const times: number[] = [];
    for (let after: string | undefined; ; ) {
      const [page, ms] = await took(() => fresh.fleetActors('ticket', { state: 'refused', limit: 50, after }));
      found.push(...page.items.map(({ id }) => id));
      times.push(ms);
      if (page.next === null) break;
      after = page.next;
    }
    expect(found).toEqual(['1']);
    expect(Math.max(...times)).toBeLessThan(300);
  });

  test('says how many took each line and entered each state in the last hour, and who', async () => {
    for (const id of ['x', 'y', 'z']) {
      await system.runtime.send({ to: `ticket/${id}`, type: 'Ask', payload: { seat: `of ${id}` } });
      await waitUntil(async () => (await system.runtime.read(`ticket/${id}`))?.state === 'offered');
    }
    await system.runtime.execute({ to: 'ticket/y', type: 'Give', payload: {} });
    const fresh = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
    const { rates, states, ends, ratesOverMinutes, ratesFromOneOf } = await fresh.fleetOf('ticket');
    expect([ratesOverMinutes, ratesFromOneOf]).toEqual([60, 1]);
    expect(rates.find(({ id }) => id === 'offered/Give/0')?.taken).toBe(1);
    expect(rates.find(({ id }) => id === 'start')?.taken).toBe(3);
    expect(states.find(({ state }) => state === 'offered')?.entered).toBe(3);
    // The crowd's last turns are of the last ten minutes.
    expect(ends.find(({ state }) => state === 'given')?.lastHour).toBeGreaterThan(ACTORS - 2);
    const took = await fresh.fleetActors('ticket', { transitions: ['offered/Give/0'], limit: 50 });
    expect(took).toMatchObject({ items: [{ id: 'y', state: 'given', standing: 'confirmed' }], fromOneOf: 1 });
  });
});
