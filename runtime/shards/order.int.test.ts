import { afterEach, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { type Heard, heard, tellers } from '../testing/tellers.ts';

const TELLERS = 30;

let system: TestSystem;
afterEach(() => system.close());

const OWNERS = 'SELECT DISTINCT owner FROM shards';
const TURNS = 'SELECT count(*)::integer AS n FROM journal';
const TELLING = `SELECT count(*)::integer AS n FROM actors WHERE type = 'teller' AND status = 'active'`;

const owners = async () =>
  (await system.runtime.sql.query<{ owner: string }>('owners', OWNERS)).map(({ owner }) => owner);
const count = async (name: string, text: string) =>
  (await system.runtime.sql.query<{ n: number }>(name, text))[0]?.n ?? Number.NaN;
const inOrder = ({ numbers, told }: Heard) =>
  numbers.every((n, index) => n === index + 1) && numbers.length === told;

describe.each(['queue', 'local'] as const)('messages from one sender to one actor (%s delivery)', (delivery) => {
  test('arrive in order while shards move between processes', async () => {
    system = await startTestSystem({ actors: tellers, delivery, shards: 4, chainRounds: 3 });
    const { runtime, another } = system;
    const toAllTellers = (type: string) =>
      Promise.all(
        Array.from({ length: TELLERS }, (_, n) => runtime.execute({ to: `teller/${n}`, type, payload: {} })),
      );
    await toAllTellers('Begin');
    const second = await another();
    await waitUntil(async () => (await owners()).includes(second.processId), { timeoutMs: 30_000 });
    await second.stop();
    const whileMoving = await count('turns', TURNS);
    await waitUntil(async () => (await count('turns', TURNS)) > whileMoving + TELLERS * 10, { timeoutMs: 60_000 });
    await toAllTellers('Stop');
    await waitUntil(async () => (await count('telling', TELLING)) === 0, { timeoutMs: 60_000 });
    await waitUntil(async () => (await heard(runtime.sql)).every(({ numbers, told }) => numbers.length >= told), {
      timeoutMs: 60_000,
      message: 'each listener has heard all that it was told',
    });
    const all = await heard(runtime.sql);
    expect(all).toHaveLength(TELLERS * 2);
    expect(all.filter((each) => !inOrder(each))).toEqual([]);
  });
});
