import { setTimeout as delay } from 'node:timers/promises';

export interface Waiting {
  /** Longest wait in ms. Default 60,000: a wait that succeeds ends at once, and a busy machine needs what it needs. */
  readonly timeoutMs?: number;
  /** Pause between two looks in ms. Default 10. */
  readonly intervalMs?: number;
  /** What is waited for, said when it does not come. */
  readonly message?: string;
}

/**
 * Resolves with the first value of `look` that is truthy; an error that it throws counts as "not yet".
 * @example await waitUntil(async () => (await statusOf(order)) === 'confirmed', { message: 'the order is confirmed' });
 */
export async function waitUntil<T>(look: () => T | Promise<T>, waiting: Waiting = {}): Promise<T> {
  const { timeoutMs = 60_000, intervalMs = 10, message = 'the condition holds' } = waiting;
  const end = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await look();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${timeoutMs} ms until ${message}; the last look gave: ${String(last)}`);
    }
    await delay(intervalMs);
  }
}
