import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import { Connection } from '../store/connection.ts';
import { enlist } from './lease-rows.ts';
import { warnOfNeighbours } from './neighbours.ts';

let database: TestDatabase;
let sql: Connection;
let told: string[] = [];
const log = pino(
  { level: 'warn' },
  { write: (line) => void told.push((JSON.parse(line) as { msg: string }).msg) },
);

beforeAll(async () => {
  database = await createTestDatabase();
  sql = await Connection.open(database.url, 'test');
  await sql.command(`
    INSERT INTO processes (id, beat, description) VALUES
    ('me', now() + interval '1 hour', ''), ('other', now() + interval '1 hour', ''), ('dead', now() - interval '1 hour', '')`);
});
afterAll(async () => {
  await sql.close();
  await database.drop();
});
beforeEach(async () => {
  told = [];
  await sql.command('TRUNCATE shard_workers');
});

const warn = (of: number) => warnOfNeighbours(sql, { processId: 'me', pools: ['worker'], of }, log);

test('a second living worker with SHARDS=1 is told, with the setting that helps', async () => {
  await enlist(sql, 'me', ['worker'], 1);
  await enlist(sql, 'dead', ['worker'], 1);
  await enlist(sql, 'other', ['processor-1'], 1);
  await warn(1);
  expect(told).toEqual([]);
  await enlist(sql, 'other', ['worker'], 1);
  await warn(1);
  expect(told).toEqual([expect.stringMatching(/SHARDS=1.*set SHARDS, to about four times/)]);
});

test('so is one that divides by another number, but not one that divides alike', async () => {
  await enlist(sql, 'other', ['worker'], 8);
  await warn(8);
  expect(told).toEqual([]);
  await warn(4);
  expect(told).toEqual([expect.stringMatching(/another number of shards: set SHARDS to one number/)]);
});
