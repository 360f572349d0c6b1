import { afterEach, describe, expect, test } from '@jest/globals';
import pino, { type Logger } from 'pino';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { StartedRuntime } from '../runtime.ts';
import { allHeard, disorder, tellers, toAllTellers } from '../testing/tellers.ts';

const TELLERS = 30;
const MOST_TRIES = 5;
const PATIENT = { timeoutMs: 60_000 };

let system: TestSystem;
afterEach(() => system.close());

const OWNERS = 'SELECT DISTINCT owner FROM shards';
const TURNS = 'SELECT count(*)::integer AS n FROM journal';
const LEFT = `SELECT count(*)::integer AS n FROM outbox WHERE owner LIKE 'next-owner/%'`;

const count = async (name: string, text: string, { sql } = system.runtime) =>
  (await sql.query<{ n: number }>(name, text))[0]?.n ?? Number.NaN;
const isOwner = async ({ processId }: StartedRuntime) => {
  const owners = await system.runtime.sql.query<{ owner: string }>('owners', OWNERS);
  return owners.some(({ owner }) => owner === processId);
};
/** Resolves when every teller has had some turns more. */
async function goOn(reader = system.runtime): Promise<void> {
  const before = await count('turns', TURNS, reader);
  await waitUntil(async () => (await count('turns', TURNS, reader)) > before + TELLERS * 10, PATIENT);
}

/**
 * Runs the scenario once more where a process stood still for so long that it counted as dead: that is a failure, after
 * which order is not promised. The process says so in its log when it finds out.
 */
async function withoutFailure<T>(scenario: (log: Logger) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const told: string[] = [];
    const result = await scenario(pino({ level: 'warn' }, { write: (line) => void told.push(line) }));
    const isFailure = told.some((line) => /took shards over|was refused|messages in hand/.test(line));
    if (!isFailure || tries === MOST_TRIES) return result;
    await system.close();
  }
}

describe.each(['queue', 'local'] as const)('messages from one sender to one actor (%s delivery)', (delivery) => {
  test('arrive in order while shards move between processes', async () => {
    const all = await withoutFailure(async (log) => {
      system = await startTestSystem({ actors: tellers, delivery, shards: 4, chainRounds: 3, log });
      const { runtime, another } = system;
      await toAllTellers(runtime, TELLERS, 'Begin');
      const second = await another();
      await waitUntil(() => isOwner(second), PATIENT);
      await second.stop();
      await goOn();
      await toAllTellers(runtime, TELLERS, 'Stop');
      return allHeard(runtime);
    });
    expect(all).toHaveLength(TELLERS * 2);
    expect(all.flatMap(disorder)).toEqual([]);
  });
});

/** Resolves when a sweep that began after this has ended: it removes a row of nobody without messages. */
async function swept(): Promise<void> {
  const { sql } = system.runtime;
  await sql.query(
    'nothing',
    `INSERT INTO outbox (id, queue, owner, epoch, messages) VALUES ('nothing', 'q', 'gone', '', '[]')`,
  );
  const found = async () => (await sql.query('found', `SELECT 1 FROM outbox WHERE id = 'nothing'`)).length;
  await waitUntil(async () => (await found()) === 0, PATIENT);
}

describe('what a process leaves when it ends (local delivery)', () => {
  /** A process without work, which sweeps, beside a worker that has ended in the middle of its tellers' endless work. */
  async function endedInTheMiddle() {
    const roles = { worker: false, relay: false, timer: false, projection: false };
    system = await startTestSystem({ actors: tellers, delivery: 'local', shards: 4, chainRounds: 3, roles });
    const worker = { roles: { ...roles, worker: true } };
    const first = await system.another(worker);
    await waitUntil(() => isOwner(first), PATIENT);
    await toAllTellers(first, TELLERS, 'Begin');
    await goOn();
    await first.stop();
    const left = await count('left', LEFT);
    expect(left).toBeGreaterThan(0);
    await swept();
    expect(await count('left', LEFT)).toBe(left);
    return worker;
  }

  test('goes on in order with the worker that comes next', async () => {
    const worker = await endedInTheMiddle();
    const next = await system.another(worker);
    await waitUntil(() => isOwner(next), PATIENT);
    await goOn();
    expect(await count('left', LEFT)).toBe(0);
    await toAllTellers(next, TELLERS, 'Stop');
    const all = await allHeard(next);
    expect(all).toHaveLength(TELLERS * 2);
    expect(all.flatMap(disorder)).toEqual([]);
  });

  test('goes on where actors are divided into another number of shards', async () => {
    const worker = await endedInTheMiddle();
    await system.runtime.stop(); // a number is for all processes
    const next = await system.another({ ...worker, shards: 2 });
    await goOn(next);
    await toAllTellers(next, TELLERS, 'Stop');
    const all = await allHeard(next);
    expect(all.map(({ numbers, told }) => numbers.length - told)).toEqual(all.map(() => 0));
    expect(await count('left', LEFT, next)).toBe(0);
  });
});
