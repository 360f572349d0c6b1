import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { Connection } from '../store/connection.ts';
import { parsePosition, START } from './position.ts';
import { eventsAfter } from './read.ts';

describe('reading events', () => {
  let database: TestDatabase;
  let sql: Connection;
  beforeAll(async () => {
    database = await createTestDatabase();
    sql = await Connection.open(database.url, 'test');
    for (const actor of ['order/1', 'order/2'])
      await sql.query(
        'given',
        `INSERT INTO events (actor, version, type, payload, message_id, correlation_id)
         SELECT $1, n, 'Happened', '{}', 'm', 'c' FROM generate_series(1, 5) n`,
        [actor],
      );
    // A transaction of another test on the same server may hold the horizon back.
    await waitUntil(async () => (await eventsAfter(sql, START, 100)).length === 10);
  });
  afterAll(async () => {
    await sql.close();
    await database.drop();
  });

  it('gives them in commit order, page after page, each once', async () => {
    const all = await eventsAfter(sql, START, 100);
    expect(all.map(({ actor, version }) => `${actor}@${version}`)).toEqual(
      ['order/1', 'order/2'].flatMap((actor) => [1, 2, 3, 4, 5].map((version) => `${actor}@${version}`)),
    );
    const first = await eventsAfter(sql, START, 7);
    const second = await eventsAfter(sql, parsePosition(first.at(-1)?.id ?? ''), 7);
    expect([...first, ...second]).toEqual(all);
  });
});
