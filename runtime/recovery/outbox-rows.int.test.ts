import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import { Connection } from '../store/connection.ts';
import { suspectRows } from './outbox-rows.ts';

let database: TestDatabase;
let sql: Connection;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = await Connection.open(database.url, 'test');
  await sql.command(`INSERT INTO processes (id, description) VALUES ('me', 'lives'), ('other', 'lives')`);
});
afterAll(async () => {
  await sql.close();
  await database.drop();
});
beforeEach(() => sql.command('TRUNCATE outbox'));

const row = (id: string, owner: string, secondsAgo: number, epoch = 'now') =>
  sql.command(`
    INSERT INTO outbox (id, queue, owner, epoch, at, messages) VALUES
    ('${id}', 'toy', '${owner}', '${epoch}', now() - interval '${secondsAgo} s', '["${'x'.repeat(6_000)}"]')`);
const suspects = async (messages: number) => {
  const { rows, more } = await suspectRows(sql, 'me', 'now', messages, 'next-owner/4');
  return { ids: rows.map(({ id }) => id), more };
};

test('rows of the living are left alone while they are young', async () => {
  await row('mine', 'me', 5);
  await row('theirs', 'other', 3_600);
  expect(await suspects(1_000)).toEqual({ ids: [], more: false });
});

test('of what a dead process left as much is taken as asked for, the newest, in the order in which it was sent', async () => {
  for (const age of [50, 40, 30, 20, 10]) await row(`of-${age}`, 'dead', age);
  expect(await suspects(25)).toEqual({ ids: ['of-30', 'of-20', 'of-10'], more: true });
  expect(await suspects(1)).toEqual({ ids: ['of-10'], more: true });
  expect((await suspects(1_000)).more).toBe(false);
});

test('what was left behind comes before what is merely old, and of that the oldest comes first', async () => {
  await row('older', 'me', 300);
  await row('old', 'me', 100);
  await row('left', 'dead', 200);
  await row('lost', 'me', 1, 'before');
  expect((await suspects(15)).ids).toEqual(['left', 'lost']);
  expect((await suspects(25)).ids).toEqual(['older', 'left', 'lost']);
});

test('what waits for the next owner of its shard is left to that owner, but for what a former division left', async () => {
  await row('handed-over', 'next-owner/4', 3_600);
  await row('of-two-shards', 'next-owner/2', 10);
  expect(await suspects(1_000)).toEqual({ ids: ['of-two-shards'], more: false });
});
