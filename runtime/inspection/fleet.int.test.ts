import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { Sql } from '../sql.ts';
import { SEATS_TABLE, seatActor, ticketActor } from '../testing/toy.ts';
import type { Inspection } from './api.ts';
import { Census } from './census.ts';
import { openInspection } from './inspection.ts';

const ACTORS = 100_000;
const PROMISED_MS = 300;
const TRIES = 10;
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
  let madeAt: number;
  beforeAll(async () => {
    system = await startTestSystem({ actors });
    const { sql } = system.runtime;
    await sql.query('toy_seats', SEATS_TABLE);
    madeAt = Date.now();
    await sql.query('crowd', CROWD, [2 * ACTORS]);
    await sql.query('crowd_wakes', WAKES);
    await sql.query('crowd_analyze', 'ANALYZE actors');
    inspection = freshInspection();
  });
  afterAll(async () => {
    await inspection.stop();
    await system.close();
  });

  function freshInspection(sql: Sql = system.runtime.sql): Inspection {
    const { processId, queues, deadLetters } = system.runtime;
    const runtime = { processId, queues, deadLetters, sql };
    return openInspection({ actors, databaseUrl: system.database.url, redisUrl: '', runtime });
  }

  const took = async (work: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  /** The quickest of several tries: what else the machine does makes one slow, a wrong algorithm makes all of them slow. */
  async function atBest(work: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    for (let tries = 0; tries < TRIES && Math.min(...times) >= PROMISED_MS; tries += 1)
      times.push(await took(work));
    return Math.min(...times);
  }

  test('is counted exactly', async () => {
    const { states, ends, running } = await waitUntil(() => inspection.fleetOf('ticket'));
    const passedMs = Date.now() - madeAt;
    expect(running).toBe(ACTORS);
    expect(states.map(({ state, count }) => [state, count]).sort()).toEqual([
      ['holding', ACTORS / 5],
      ['offered', (ACTORS * 4) / 5],
    ]);
    expect(ends).toEqual([{ state: 'given', standing: 'confirmed', last24h: ACTORS, lastHour: ACTORS }]);
    const offered = states.find(({ state }) => state === 'offered');
    for (const [ageMs, expectedMs] of [
      [offered?.p50AgeMs ?? 0, 300_000],
      [offered?.p95AgeMs ?? 0, 570_000],
    ] as const) {
      expect(ageMs).toBeGreaterThan(expectedMs * 0.88);
      expect(ageMs).toBeLessThan((expectedMs + passedMs) * 1.12);
    }
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
      intervalMs: 200,
    });
    await sql.query(
      'move_back',
      `UPDATE actors SET state = 'offered', updated_at = now() WHERE address = 'ticket/2'`,
    );
  });

  test('answers in less than 300 ms, however many ask; only the first waits for the count', async () => {
    let counts = 0;
    let release: () => void = () => undefined;
    const sql: Sql = {
      async query(name, text, values) {
        if (name !== 'census') return system.runtime.sql.query(name, text, values);
        counts += 1;
        if (counts > 1) await new Promise<void>((resolve) => (release = resolve));
        return system.runtime.sql.query(name, text, values);
      },
    };
    const fresh = freshInspection(sql);
    await waitUntil(() => fresh.fleetOf('ticket'));
    // From here on a count that began would not end: nobody waits for one.
    expect(await atBest(() => fresh.fleetOf('ticket'))).toBeLessThan(PROMISED_MS);
    const crowd = () => Promise.all(Array.from({ length: 100 }, () => fresh.fleet()));
    expect(await atBest(crowd)).toBeLessThan(PROMISED_MS);
    expect(counts).toBeLessThanOrEqual(2);
    release();
  });

  test('lists who is in a state, newest first and page by page, in less than 300 ms', async () => {
    const inState = (state: string, after?: string) =>
      inspection.fleetActors('ticket', { state, limit: 50, ...(after === undefined ? {} : { after }) });
    const first = await inState('holding');
    expect(first.items).toHaveLength(50);
    expect(new Set(first.items.map(({ state, standing }) => `${state} ${standing}`))).toEqual(
      new Set(['holding pending']),
    );
    const second = await inState('holding', first.next ?? '');
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(100);
    const nobody = await inState('refused');
    expect([nobody.items, nobody.next]).toEqual([[], null]);
    for (const page of [
      () => inState('holding'),
      () => inState('holding', first.next ?? ''),
      () => inState('refused'),
    ])
      expect(await atBest(page)).toBeLessThan(PROMISED_MS);
  });

  test('finds one among all, however many answers that takes, each in less than 300 ms', async () => {
    const { sql } = system.runtime;
    await sql.query('hide_one', `UPDATE actors SET state = 'refused', status = 'done' WHERE address = 'ticket/1'`);
    const fresh = freshInspection();
    await waitUntil(() => fresh.fleet());
    const found: string[] = [];
    for (let after: string | undefined; ; ) {
      const answer = () => fresh.fleetActors('ticket', { state: 'refused', limit: 50, after });
      const page = await answer();
      found.push(...page.items.map(({ id }) => id));
      expect(await atBest(answer)).toBeLessThan(PROMISED_MS);
      if (page.next === null) break;
      after = page.next;
    }
    expect(found).toEqual(['1']);
  });

  test('says how many took each line and entered each state in the last hour, and who', async () => {
    for (const id of ['x', 'y', 'z']) {
      await system.runtime.send({ to: `ticket/${id}`, type: 'Ask', payload: { seat: `of ${id}` } });
      await waitUntil(async () => (await system.runtime.read(`ticket/${id}`))?.state === 'offered');
    }
    await system.runtime.execute({ to: 'ticket/y', type: 'Give', payload: {} });
    const fresh = freshInspection();
    const { rates, states, ends, ratesOverMinutes, ratesFromOneOf } = await waitUntil(() =>
      fresh.fleetOf('ticket'),
    );
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
