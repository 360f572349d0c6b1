import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createTestRedis, type TestRedis } from './redis.ts';

describe('the servers of a test file', () => {
  let database: TestDatabase;
  let redis: TestRedis;

  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  });
  afterAll(async () => {
    await Promise.all([database.drop(), redis.close()]);
  });

  it('gives each file a database that no other one sees', async () => {
    const other = await createTestDatabase();
    expect(other.url).not.toBe(database.url);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE TABLE of_this_file (id int)');
    await client.end();
    const stranger = new pg.Client({ connectionString: other.url });
    await stranger.connect();
    const { rows } = await stranger.query(`SELECT to_regclass('of_this_file') AS found`);
    await stranger.end();
    await other.drop();
    expect(rows).toEqual([{ found: null }]);
  });

  it('keeps its commits durable, as a real system must', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(`SELECT current_setting('fsync') AS fsync`);
    await client.end();
    expect(rows).toEqual([{ fsync: 'on' }]);
  });

  it('gives a Redis that can be flushed', async () => {
    const client = new Redis(redis.url);
    await client.set('key', 'value');
    await redis.flush();
    expect(await client.get('key')).toBeNull();
    client.disconnect();
  });
});
