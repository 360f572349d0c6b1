import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import { release } from '../dead-letters/release.ts';
import { eventsAfter, lastPosition } from '../events/read.ts';
import type { Message } from '../message.ts';
import { deleteRows, fullySettled, suspectRows, takeOver } from '../recovery/outbox-rows.ts';
import { mustHold } from '../shards/fence.ts';
import { Layout } from '../shards/layout.ts';
import { chart, everything } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';
import { RecordingSql, wholeTableReads } from '../testing/plans.ts';
import { wakeSweep } from '../timers/wake-sweep.ts';
import { claim, forget } from './claim.ts';
import { claimAll } from './claim-all.ts';
import { Connection } from './connection.ts';
import { loadActors } from './load.ts';
import { readHistory } from './read.ts';
import { seal } from './seal.ts';
import { standings } from './standing.ts';

const FILL = `
  INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot)
    SELECT 'chart/' || n, 'chart', 1, 3, 'active', 'on', 3, '{"value":"on","context":{},"status":"active","correlationId":"c"}' FROM generate_series(1, 20000) n;
  INSERT INTO journal (actor, message_id, version, message) SELECT 'chart/' || n, 'm' || n, 1, '{}' FROM generate_series(1, 20000) n;
  INSERT INTO events (actor, version, type, payload, message_id, correlation_id) SELECT 'chart/' || n, 1, 'E', '{}', 'm', 'c' FROM generate_series(1, 20000) n;
  INSERT INTO wakes (address, due) SELECT 'chart/' || n, now() + interval '1 hour' FROM generate_series(1, 20000) n;
  INSERT INTO dead_letters (actor, message_id, message_type, message, code, error, attempts, history, state)
    SELECT 'chart/' || n, 'd' || n, 'T', '{}', 'C', '{}', 1, '[]', 'discarded' FROM generate_series(1, 20000) n;
  INSERT INTO shards (pool, of, shard, owner, fence) SELECT 'worker', 20000, n, 'p', n FROM generate_series(0, 19999) n;
  INSERT INTO parked (actor, message_id, message) SELECT 'chart/' || n, 'p' || n, json_build_object('to', 'chart/' || n) FROM generate_series(1, 20000) n`;
const LARGE = ['actors', 'journal', 'events', 'dead_letters', 'parked', 'wakes', 'shards'];

/** Every statement of the hot path and of the sweeps, as the code itself words it. */
async function hotStatements(connection: Connection): Promise<Map<string, string>> {
  const sql = new RecordingSql(connection);
  const life = new Life(chart(everything, { activities: ['work', 'report'], events: ['Passed', 'Filled'] }));
  const { message, after } = life.say('Start');
  const second: Message = { ...message, id: 'm2', to: 'chart/2', redrives: '1' };
  const envelope = { id: 'e1', queue: 'chart', messages: [second] };
  const event = {
    actor: 'chart/1',
    version: undefined,
    type: 'E',
    payload: {},
    messageId: 'm',
    correlationId: 'c',
  };
  const wakes = [{ address: 'chart/1', dueAt: 1 }];
  await loadActors(sql, ['chart/1']);
  const fresh = { message: { ...message, to: 'chart/new' }, after: { ...after, address: 'chart/new' } } as const;
  await claim(sql, [fresh, { message: { ...second, to: 'chart/other' } }]);
  await claim(sql, [{ message, after }, { message: second }]);
  await claimAll(
    sql,
    [{ message: { ...message, id: 'm3' }, version: 2 }],
    [{ after: { ...after, address: 'chart/born' }, base: 0 }],
  );
  await standings(sql, [message]);
  await forget(sql, [message]);
  await release(sql, second, { newEnvelopeId: () => 'e2', layout: new Layout(1) });
  await mustHold(sql, 'p', [{ pool: 'worker', of: 20_000, shard: 7, fence: 7 }]).catch(() => undefined);
  const part = {
    envelopes: [envelope],
    settled: ['e0'],
    events: [event],
    wakes,
    asleep: ['chart/9'],
    parked: [second],
  };
  await seal(sql, { id: 'p', epoch: 'x' }, part);
  await suspectRows(sql, 'p', 'y', 100, 'next-owner/1');
  await fullySettled(sql, [envelope]);
  await takeOver(sql, [{ id: 'e1', owner: 'p' }], 'q', 'y');
  await deleteRows(sql, ['e1']);
  await wakeSweep(sql, 0, () => undefined);
  await eventsAfter(sql, { tx: 1n, pos: 1n }, 10);
  await lastPosition(sql);
  await readHistory(sql, 'chart/1');
  return sql.statements;
}

describe.each(['empty tables', '20,000 rows', '20,000 rows and statistics'])('on %s', (filling) => {
  let database: TestDatabase;
  let connection: Connection;
  beforeAll(async () => {
    database = await createTestDatabase();
    connection = await Connection.open(database.url, 'test');
    if (filling !== 'empty tables') await connection.command(FILL);
    if (filling.endsWith('statistics')) await connection.command('ANALYZE');
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test('no hot statement reads a whole table', async () => {
    await connection.command('BEGIN');
    const statements = await hotStatements(connection);
    await connection.command('ROLLBACK');
    expect(statements.size).toBeGreaterThan(18);
    const found: Record<string, string[]> = {};
    for (const [name, text] of statements) {
      const reads = await wholeTableReads(connection, text, LARGE, ['dead_letters_unsettled']);
      if (reads.length > 0) found[name] = reads;
    }
    expect(found).toEqual({});
  });
});

test('the check sees a scan, and an index that is walked as a whole', async () => {
  const database = await createTestDatabase();
  const connection = await Connection.open(database.url, 'test');
  const reads = (text: string) => wholeTableReads(connection, text, LARGE);
  expect(await reads('SELECT count(*) FROM journal WHERE version = $1')).toHaveLength(1);
  expect(await reads('SELECT * FROM actors ORDER BY address')).toEqual(['Index Scan on actors']);
  expect(await reads('SELECT * FROM actors WHERE address = $1')).toEqual([]);
  await connection.close();
  await database.drop();
});
