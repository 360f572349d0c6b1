import { afterEach, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { readShards } from '../inspection/shards.ts';
import type { StartedRuntime } from '../runtime.ts';
import { nextCommit, sagaActors, startSagas, ticketsOver, wrongs } from '../testing/sagas.ts';
import { SEATS_TABLE } from '../testing/toy.ts';

const WAVE = 40;
const PATIENCE_MS = 60_000;
const OWNERS = 'SELECT shard, owner, fence::integer FROM shards WHERE of = $1 ORDER BY shard';

let system: TestSystem;
afterEach(() => system.close());

async function begin(options: { shards: number; delivery?: 'queue' | 'local' }) {
  system = await startTestSystem({ actors: sagaActors, ...options });
  await system.runtime.sql.query('seats', SEATS_TABLE);
  return system;
}

async function owners(of = 4): Promise<(string | null)[]> {
  const rows = await system.runtime.sql.query<{ owner: string | null }>('owners', OWNERS, [of]);
  return rows.map(({ owner }) => owner);
}

function divided(parts: readonly (readonly [StartedRuntime, number])[], of = 4): Promise<unknown> {
  const isSo = async () => {
    const now = await owners(of);
    return parts.every(([{ processId }, part]) => now.filter((owner) => owner === processId).length === part);
  };
  return waitUntil(isSo, { message: `shards are divided ${parts.map(([, part]) => part)}` });
}

describe('shards', () => {
  test('are divided fairly among the processes that live, and given back in an orderly end', async () => {
    const { runtime, another } = await begin({ shards: 4 });
    await divided([[runtime, 4]]);
    const second = await another();
    await divided([
      [runtime, 2],
      [second, 2],
    ]);
    const third = await another();
    const parts = [runtime, second, third].map(({ processId }) => processId).sort();
    await waitUntil(async () => {
      const now = await owners();
      return parts.every((id, place) => now.filter((owner) => owner === id).length === (place === 0 ? 2 : 1));
    });
    await Promise.all([second.stop(), third.stop()]);
    await divided([[runtime, 4]]);
  });

  test('have a higher fence each time they are taken', async () => {
    const { runtime, another } = await begin({ shards: 2 });
    await divided([[runtime, 2]], 2);
    const fences = () => runtime.sql.query<{ fence: number }>('owners', OWNERS, [2]);
    const before = await fences();
    const second = await another();
    await divided([[second, 1]], 2);
    await second.stop();
    await divided([[runtime, 2]], 2);
    const after = await fences();
    expect(after.filter(({ fence }, shard) => fence > (before[shard]?.fence ?? 0))).toHaveLength(1);
  });

  test('are told with their owner, its fence and how long that holds', async () => {
    const { runtime, another } = await begin({ shards: 2 });
    await divided([[runtime, 2]], 2);
    const held = { pool: 'worker', of: 2, owner: runtime.processId, fence: expect.any(Number) };
    const told = await readShards(runtime.sql);
    expect(told).toMatchObject([
      { ...held, shard: 0 },
      { ...held, shard: 1 },
    ]);
    const before = Date.now();
    const isHeldOn = async () =>
      (await readShards(runtime.sql)).every(({ expiresAt }) => Date.parse(expiresAt ?? '') > before);
    await waitUntil(isHeldOn, { message: 'the leases are renewed' });
    await runtime.stop();
    const next = await another({ shards: 1 });
    expect(await readShards(next.sql)).toEqual([]);
  });

  test('of which there are more processes than shards leave some without', async () => {
    const { runtime, another } = await begin({ shards: 2 });
    const [second, third] = [await another(), await another()];
    await waitUntil(async () => {
      const now = await owners(2);
      return now[0] !== null && now[1] !== null && now[0] !== now[1];
    });
    await startSagas([runtime, second, third], 30);
    await ticketsOver(runtime, 30);
  });
});

describe.each(['queue', 'local'] as const)('sagas all finish, each step once (%s delivery)', (delivery) => {
  test('while shards move to a second process and back', async () => {
    const { runtime, database, another } = await begin({ shards: 4, delivery });
    let sagas = 0;
    let isMoving = true;
    const working = (async () => {
      for (; isMoving; sagas += WAVE) {
        await startSagas([runtime], WAVE, 20, sagas);
        await runtime.waitFor(`ticket/${sagas}`, PATIENCE_MS);
      }
    })();
    const second = await another();
    await waitUntil(async () => (await owners()).includes(second.processId));
    await runtime.waitFor(`ticket/${sagas}`, PATIENCE_MS);
    await second.stop();
    isMoving = false;
    await working;
    await ticketsOver(runtime, sagas);
    expect(await wrongs(runtime, database.url, sagas)).toEqual([]);
  });

  test('whichever process accepts them', async () => {
    const { runtime, database, another } = await begin({ shards: 4, delivery });
    const second = await another();
    await divided([
      [runtime, 2],
      [second, 2],
    ]);
    const door = await another({ roles: { worker: false, relay: false, timer: false, projection: false } });
    await startSagas([runtime, second, door], 200);
    await ticketsOver(runtime, 200);
    expect(await wrongs(runtime, database.url, 200)).toEqual([]);
  });

  test('when Redis loses everything while two processes share them', async () => {
    const { runtime, database, another, redis } = await begin({ shards: 4, delivery });
    const second = await another();
    const started = startSagas([runtime, second], 200);
    await nextCommit(runtime);
    await redis.flush();
    await started;
    await ticketsOver(runtime, 200);
    expect(await wrongs(runtime, database.url, 200)).toEqual([]);
  });

  test.each([
    [4, 2],
    [2, 5],
    [1, 4],
    [4, 1],
  ])('when %i shards become %i between two starts', async (before, after) => {
    const { runtime, database, another } = await begin({ shards: before, delivery });
    await startSagas([runtime], 200, 2_000);
    await runtime.stop();
    const next = await another({ shards: after });
    await startSagas([next], 200);
    await ticketsOver(next, 200);
    expect(await wrongs(next, database.url, 200)).toEqual([]);
  });
});
