/**
 * A bare chain of BullMQ jobs on one queue: each step's job adds the next. No state, no timers, nothing that tells a
 * repeated job; a lost Redis is a lost saga. `--mode always` has Redis write each command through to the disk.
 */
import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Ending } from '../closed-loop.ts';
import { runPeer } from './peer.ts';

interface Order {
  orderId: string;
  declined: boolean;
}

const CONCURRENCY = 50;
const OPTIONS = { removeOnComplete: true, attempts: 5 };

await runPeer(async ({ redisUrl }, services, mode) => {
  if (mode === 'always') {
    const redis = new Redis(redisUrl);
    await redis.config('SET', 'appendfsync', 'always');
    redis.disconnect();
  }
  const waiting = new Map<string, (how: Ending) => void>();
  const end = (orderId: string, how: Ending) => {
    waiting.get(orderId)?.(how);
    waiting.delete(orderId);
  };
  const connection = { url: redisUrl, maxRetriesPerRequest: null };
  const queue = new Queue<Order>('saga', { connection });
  const next = (name: string, order: Order) => queue.add(name, order, OPTIONS);
  const steps: Record<string, (order: Order) => Promise<unknown>> = {
    reserve: async (order) => {
      await services.reserve(order.orderId);
      await next('charge', order);
    },
    charge: async (order) => {
      const charged = await services.charge(order.orderId, order.declined);
      await next(charged ? 'ship' : 'release', order);
    },
    ship: async (order) => {
      await services.ship(order.orderId);
      await next('confirm', order);
    },
    release: async (order) => {
      await services.release(order.orderId);
      await next('cancel', order);
    },
    confirm: async ({ orderId }) => end(orderId, 'confirmed'),
    cancel: async ({ orderId }) => end(orderId, 'cancelled'),
  };
  const worker = new Worker<Order>('saga', async ({ name, data }) => void (await steps[name]?.(data)), {
    connection,
    concurrency: CONCURRENCY,
  });
  await worker.waitUntilReady();
  return {
    usesRedis: true,
    place: (declined, ended, failed) => {
      const orderId = randomUUID();
      waiting.set(orderId, ended);
      next('reserve', { orderId, declined }).catch(failed);
    },
    stop: async () => {
      await worker.close();
      await queue.close();
    },
  };
});
