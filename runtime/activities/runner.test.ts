import { describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { Activity } from '../definition.ts';
import { done, refused } from './outcome.ts';
import { ActivityRunner } from './runner.ts';

const who = {
  idempotencyKey: 'key',
  actor: 'chart/1',
  correlationId: 'c',
  ask: () => Promise.reject(new Error('nobody to ask')),
} as const;
const never = new AbortController().signal;
const start = (runner: ActivityRunner) => runner.run({ n: 1 }, who, never);
const runner = (run: Activity['run'], more: Partial<Activity> = {}) =>
  new ActivityRunner({ backoffMs: 1, run, ...more });

describe('an activity', () => {
  test('hands its outcome on, refusals too, without a second attempt', async () => {
    const attempts: number[] = [];
    const outcomes = [done('fine'), refused('NO', 'no')];
    const r = runner(async (_, { attempt, idempotencyKey }) => {
      attempts.push(attempt);
      expect(idempotencyKey).toBe('key');
      return outcomes[attempts.length - 1] as ReturnType<typeof refused>;
    });
    expect([await start(r), await start(r)]).toEqual(outcomes);
    expect(attempts).toEqual([1, 1]);
  });

  test('that throws is tried again, with the same key, and may succeed', async () => {
    const r = runner(async (_, { attempt }) => {
      if (attempt < 3) throw new Error('not yet');
      return done(attempt);
    });
    expect(await start(r)).toEqual(done(3));
  });

  test.each([[1], [2], [5]])('that keeps throwing is unknown after %d attempts', async (attempts) => {
    let runs = 0;
    const down = async () => {
      runs += 1;
      throw new Error(`down ${runs}`);
    };
    const r = runner(down, { attempts });
    expect(await start(r)).toEqual({ outcome: 'unknown', reason: `down ${attempts}` });
    expect(runs).toBe(attempts);
  });

  test.each([
    [false, 1],
    [true, 3],
  ])(
    'that does not answer in time is aborted and unknown (retryTimeouts %p: %d attempts)',
    async (retryTimeouts, expected) => {
      const aborted: number[] = [];
      const hang: Activity['run'] = (_, { signal, attempt }) =>
        new Promise(() => signal.addEventListener('abort', () => void aborted.push(attempt)));
      const outcome = await start(runner(hang, { timeoutMs: 5, retryTimeouts }));
      expect(outcome).toEqual({ outcome: 'unknown', reason: 'no answer within 5 ms' });
      expect(aborted).toEqual(Array.from({ length: expected }, (_, n) => n + 1));
    },
  );

  test('runs no more than so many times at once', async () => {
    let running = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    const r = runner(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => void releases.push(resolve));
        running -= 1;
        return done(1);
      },
      { concurrency: 2 },
    );
    const all = [1, 2, 3, 4, 5].map(() => start(r));
    for (let freed = 0; freed < 5; freed += 1) (await waitUntil(() => releases.shift(), { intervalMs: 1 }))?.();
    await Promise.all(all);
    expect(most).toBe(2);
  });

  test('that is interrupted by shutdown has no outcome: it runs again elsewhere', async () => {
    const shutdown = new AbortController();
    const hang: Activity['run'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const running = runner(hang).run({}, who, shutdown.signal);
    shutdown.abort(new Error('the process is shutting down'));
    await expect(running).rejects.toThrow();
  });
});

describe('the circuit breaker', () => {
  test('opens after so many failures, lets one through after a while, and closes when that one succeeds', async () => {
    let works = false;
    let runs = 0;
    const r = runner(
      async () => {
        runs += 1;
        if (!works) throw new Error('down');
        return done(1);
      },
      { attempts: 1, breaker: { failures: 2, openMs: 30 } },
    );
    await start(r);
    expect(r.breakerState).toBe('closed');
    await start(r);
    expect(r.breakerState).toBe('open');
    expect(await start(r)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('circuit breaker'),
    });
    expect(runs).toBe(2);
    await waitUntil(() => start(r).then(() => runs === 3), { intervalMs: 5 });
    expect(r.breakerState).toBe('open');
    works = true;
    await waitUntil(async () => (await start(r)).outcome === 'done', { intervalMs: 5 });
    expect(r.breakerState).toBe('closed');
  });

  test('can be left out', async () => {
    let runs = 0;
    const down = async () => {
      runs += 1;
      throw new Error('down');
    };
    const r = runner(down, { attempts: 1, breaker: false });
    for (let n = 0; n < 30; n += 1) await start(r);
    expect(runs).toBe(30);
  });
});
