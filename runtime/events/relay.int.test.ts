import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createTestRedis, type TestRedis } from '../../tests/setup/redis.ts';
import type { Connection } from '../store/connection.ts';
import { Relay } from './relay.ts';
import { STREAM, STREAM_LENGTH } from './stream.ts';

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await createTestRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

/** A store in which each look finds one event more. */
function growingStore(): Connection {
  let tx = 0;
  return {
    async query(name: string) {
      if (name === 'relay_lock') return [{ locked: true }];
      if (name !== 'events_after') return [];
      tx += 1;
      return [{ tx: String(tx), pos: '1', actor: 'order/1', version: tx, type: 'Happened', at: new Date(0) }];
    },
  } as unknown as Connection;
}

it('keeps the newest entries on the stream and lets go of the older ones', async () => {
  const relay = new Relay(redis);
  const store = growingStore();
  const rounds = STREAM_LENGTH * 2;
  for (let round = 0; round < rounds; round += 1) await relay.run(store);
  expect(relay.published).toBe(rounds);
  const length = await redis.xlen(STREAM);
  expect(length).toBeGreaterThanOrEqual(STREAM_LENGTH);
  expect(length).toBeLessThan(STREAM_LENGTH + 200);
  const [newest] = await redis.xrevrange(STREAM, '+', '-', 'COUNT', 1);
  expect(newest?.[0]).toBe(`${rounds}-1`);
});
