import { afterAll, beforeAll, describe } from '@jest/globals';
import pino from 'pino';
import { createTestRedis, type TestRedis } from '../../tests/setup/redis.ts';
import { transportContract } from '../testing/transport-contract.ts';
import { BullTransport } from './bullmq.ts';

describe('BullMQ as the transport', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await createTestRedis();
  });
  afterAll(() => redis.close());

  transportContract(async () => {
    const log = pino({ level: 'silent' });
    const transport = await BullTransport.open({ redisUrl: redis.url, retry: { attempts: 3, backoffMs: 5 }, log });
    return { transport, lose: () => redis.flush(), close: () => transport.stop() };
  });
});
