import { Queue } from 'bullmq';
import type { TestSystem } from './runtime.ts';
import { waitUntil } from './wait-until.ts';

/** Resolves when a message to this actor type has failed and waits for its next attempt. */
export async function triedAgain({ redis }: TestSystem, actorType: string): Promise<void> {
  const queue = new Queue(actorType, { connection: { url: redis.url } });
  try {
    const isDelayed = async () => (await queue.getDelayedCount()) > 0;
    await waitUntil(isDelayed, { intervalMs: 2, message: `a message to ${actorType} waits for its next attempt` });
  } finally {
    await queue.close();
  }
}
