import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setup } from 'xstate';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { openInspection } from '../inspection/inspection.ts';
import { runtimeInvariants } from '../invariants/index.ts';
import type { StartedRuntime } from '../runtime.ts';
import { inTransaction } from '../store/session.ts';
import { chart } from '../testing/charts.ts';
import { outboxEmpty } from '../testing/drained.ts';
import { sagaActors, startSagas, ticketsOver } from '../testing/sagas.ts';
import { SEATS_TABLE } from '../testing/toy.ts';

/** At rest from its first turn on, as a charged payment is. */
const rests = chart(
  setup({}).createMachine({ id: 'rests', initial: 'done', states: { done: { tags: 'resting' } } }),
);
const actors = [...sagaActors, rests];
const DAY_MS = 86_400_000;
const COUNT = 60;
const AGE = `
  UPDATE actors SET updated_at = updated_at - interval '2 days', created_at = created_at - interval '2 days';
  UPDATE journal SET at = at - interval '2 days';
  UPDATE events SET at = at - interval '2 days'`;
const OLD_TURNS = 'journal j JOIN actors a ON a.address = j.actor WHERE a.history_from > 1';

let system: TestSystem;
let heir: StartedRuntime;
const count = async (from: string) =>
  (await system.runtime.sql.query<{ n: number }>('', `SELECT count(*)::integer AS n FROM ${from}`))[0]?.n;
const violations = () =>
  inTransaction(system.database.url, 'checker', async (sql) => {
    const found: string[] = [];
    for (const { check } of runtimeInvariants(actors, [])) found.push(...(await check(sql)));
    return found;
  });

/** Ended tickets and one that waits, all of two days ago; then a process that keeps one day. */
beforeAll(async () => {
  system = await startTestSystem({
    actors,
    roles: { worker: true, relay: true, timer: false, projection: false },
  });
  const { runtime, database } = system;
  await runtime.sql.query('seats', SEATS_TABLE);
  await startSagas([runtime], COUNT, 5);
  await ticketsOver(runtime, COUNT);
  await runtime.execute({ to: 'ticket/open', type: 'Ask', payload: { seat: 'open' } });
  await waitUntil(async () => (await runtime.read('ticket/open'))?.state === 'offered');
  await runtime.execute({ to: 'chart/rests', type: 'Start', payload: {} });
  await outboxEmpty(runtime);
  await inTransaction(database.url, 'age', async (sql) => {
    for (const text of AGE.split(';')) await sql.query('', text);
  });
  await startSagas([runtime], COUNT + 1, 5);
  await ticketsOver(runtime, COUNT + 1);
  heir = await system.another({
    roles: { worker: false, relay: false, timer: true, projection: false },
    retentionMs: DAY_MS,
  });
  await waitUntil(
    async () =>
      (await count('actors WHERE history_from > 1')) === COUNT + 1 &&
      (await count(OLD_TURNS)) === 0 &&
      (await count(`journal WHERE actor LIKE 'seat/%'`)) === 1,
    { message: 'what is old is gone' },
  );
});
afterAll(() => system.close());

test('old turns of ended and resting actors and of handlers go; those of living and of younger actors stay', async () => {
  expect(await count(OLD_TURNS)).toBe(0);
  expect(await count(`journal WHERE actor LIKE 'seat/%'`)).toBe(1);
  expect(await system.runtime.history('chart/rests')).toEqual([]);
  const all = await system.runtime.history('ticket/open');
  expect(all).toHaveLength((await system.runtime.read('ticket/open'))?.version ?? 0);
  expect((await system.runtime.history(`ticket/${COUNT}`)).length).toBeGreaterThan(3);
});

test('state and events of an actor whose turns went are there', async () => {
  expect(await heir.read('ticket/1')).toMatchObject({ status: 'done', state: 'lapsed' });
  expect((await heir.events('ticket/1')).map(({ type }) => type)).toEqual(['TicketAsked', 'TicketLapsed']);
});

test('the checker tells what was removed from what was lost', async () => {
  expect(await violations()).toEqual([]);
  const { sql } = system.runtime;
  const [row] = await sql.query<object>(
    'lose',
    `DELETE FROM journal WHERE actor = 'ticket/open' AND version = 1 RETURNING *`,
  );
  expect(await violations()).toContainEqual(expect.stringContaining('ticket/open is at turn'));
  await sql.query('find', 'INSERT INTO journal SELECT * FROM json_populate_record(NULL::journal, $1::json)', [
    JSON.stringify(row),
  ]);
  expect(await violations()).toEqual([]);
});

test('a message that comes again after its turn went has no effect, and is a turn of its own', async () => {
  const { runtime } = system;
  const before = await runtime.read('ticket/2');
  const ask = { to: 'ticket/2', type: 'Ask', payload: { seat: 's2' }, id: 'ask-2' } as const;
  const again = await runtime.execute(ask);
  expect(again).toMatchObject({ fresh: true, accepted: false, actor: { status: 'done', state: before?.state } });
  expect((await runtime.history('ticket/2')).map(({ version }) => version)).toEqual([(before?.version ?? 0) + 1]);
  expect(await runtime.execute(ask)).toMatchObject({ fresh: false });
  expect(await violations()).toEqual([]);
});

test('who asks for the history is told that it was removed', async () => {
  const { runtime, database, redis } = system;
  const inspection = openInspection({
    actors,
    databaseUrl: database.url,
    redisUrl: redis.url,
    runtime,
  });
  const page = await inspection.turns('ticket/1');
  expect(page).toMatchObject({ items: [], next: null, problem: expect.stringContaining('turns were removed') });
  expect(page.total).toBe((await runtime.read('ticket/1'))?.version);
  await expect(inspection.exportTest('ticket/1')).rejects.toMatchObject({ code: 'NOT_REPLAYABLE' });
  await expect(inspection.suppose('ticket/1', { messages: [] })).rejects.toMatchObject({ code: 'NOT_REPLAYABLE' });
  await inspection.stop();
});
