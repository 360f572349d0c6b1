import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import { Connection } from '../store/connection.ts';
import { formatPosition, START } from './position.ts';
import { eventsAfter, eventsAfterAsText } from './read.ts';

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
  });
  afterAll(async () => {
    await sql.close();
    await database.drop();
  });

  it('as text gives them in commit order (the relay published them backwards, and checkpoints stayed behind)', async () => {
    const expected = (await eventsAfter(sql, START, 100)).map(({ id }) => id);
    const text = await eventsAfterAsText(sql, START, 100);
    expect((JSON.parse(text?.events ?? '[]') as { id: string }[]).map(({ id }) => id)).toEqual(expected);
    expect(text && formatPosition(text.last)).toBe(expected.at(-1));
    expect((await eventsAfterAsText(sql, START, 3))?.count).toBe(3);
  });
});
