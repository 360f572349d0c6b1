import { afterEach, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { heard, tellers } from '../testing/tellers.ts';

const TELLERS = 30;
const UNTIL = 60;

let system: TestSystem;
afterEach(() => system.close());

const ownersOf = async () =>
  new Set(
    (await system.runtime.sql.query<{ owner: string }>('o', 'SELECT owner FROM shards')).map((r) => r.owner),
  );
const turns = async () =>
  (await system.runtime.sql.query<{ n: number }>('n', 'SELECT count(*)::integer AS n FROM journal'))[0]?.n ?? 0;

describe.each(['queue', 'local'] as const)('messages from one sender to one actor (%s delivery)', (delivery) => {
  test('arrive in order while shards move between processes', async () => {
    system = await startTestSystem({ actors: tellers, delivery, shards: 4, chainRounds: 3 });
    const { runtime, another } = system;
    const begun = Array.from({ length: TELLERS }, (_, n) =>
      runtime.execute({ to: `teller/${n}`, type: 'Begin', payload: { until: UNTIL } }),
    );
    await Promise.all(begun);
    const second = await another();
    await waitUntil(async () => (await ownersOf()).has(second.processId), { timeoutMs: 10_000 });
    const underWay = await turns();
    await second.stop();
    await waitUntil(async () => (await turns()) >= TELLERS * (UNTIL * 3 + 1), { timeoutMs: 60_000 });
    const all = await heard(runtime.sql);
    expect(all).toHaveLength(TELLERS * 2);
    const inOrder = Array.from({ length: UNTIL }, (_, n) => n + 1);
    expect(all.filter(({ numbers }) => numbers.join() !== inOrder.join())).toEqual([]);
    expect(underWay).toBeLessThan(TELLERS * (UNTIL * 3 + 1));
  });
});
