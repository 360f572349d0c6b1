import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type ActivityContext, defineHandlerActor, done, type Outcome, refused } from '../../runtime/index.ts';
import type { StartedRuntime } from '../../runtime/runtime.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { ask } from '../../tests/setup/sound.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { lockerActor } from './parcel-locker.ts';

const texts: { phone: string; key: string }[] = [];
const fetches: { courier: string; locker: string | undefined }[] = [];
let answer: (context: ActivityContext) => Promise<Outcome>;

const courierActor = defineHandlerActor({
  type: 'courier',
  messages: { FetchParcel: z.object({}) },
  async handle(messages) {
    for (const { to, from } of messages) fetches.push({ courier: to, locker: from });
    return messages.map(() => ({}));
  },
});

const actors = [
  lockerActor({
    run: async ({ phone }, context) => {
      texts.push({ phone, key: context.idempotencyKey });
      return answer(context);
    },
  }),
  courierActor,
];

/** The system stops all of its processes at its end; this one is gone by then. */
async function stopForGood(runtime: StartedRuntime): Promise<void> {
  await runtime.stop();
  runtime.stop = async () => {};
}

describe('the parcel locker of the guide', () => {
  let system: TestSystem;
  let lockers = 0;

  beforeAll(async () => {
    system = await startTestSystem({ actors });
  });
  afterAll(() => system.close());
  beforeEach(() => {
    answer = async () => done('sent');
  });
  afterEach(() => {
    texts.length = 0;
    fetches.length = 0;
  });

  async function store(holdMs?: number): Promise<`locker/${string}`> {
    lockers += 1;
    const to = `locker/l-${lockers}` as const;
    const payload = { phone: '+49 30 1', courier: 'c-1', ...(holdMs === undefined ? {} : { holdMs }) };
    expect(await system.runtime.execute({ to, type: 'StoreParcel', payload })).toMatchObject({ accepted: true });
    return to;
  }
  const inState = (to: `locker/${string}`, state: string) =>
    waitUntil(async () => (await system.runtime.read(to))?.state === state, { message: `${to} is ${state}` });
  const fetched = (locker: string) =>
    waitUntil(() => fetches.some((fetch) => fetch.locker === locker), { message: `${locker} is fetched` });

  it('texts the code, waits three days, and lets the parcel be collected once', async () => {
    const to = await store();
    await inState(to, 'waiting');
    const [timer] = (await system.runtime.read(to))?.timers ?? [];
    expect(Math.abs((timer?.dueAt ?? 0) - Date.now() - 3 * 86_400_000)).toBeLessThan(60_000);
    expect(texts).toEqual([{ phone: '+49 30 1', key: expect.any(String) }]);

    const collect = { to, type: 'Collect', payload: {} };
    expect(await system.runtime.execute(collect)).toMatchObject({ accepted: true, actor: { state: 'collected' } });
    expect(await system.runtime.execute(collect)).toMatchObject({ accepted: false });
    expect((await system.runtime.events(to)).map(({ type }) => type)).toEqual(['ParcelCollected']);
    expect(fetches).toEqual([]);
  });

  it('calls the courier when nobody came', async () => {
    const to = await store(50);
    await inState(to, 'returned');
    await fetched(to);
    expect(fetches).toEqual([{ courier: 'courier/c-1', locker: to }]);
  });

  it('calls the courier when the number is refused', async () => {
    answer = async () => refused('unknown_number', 'there is no such number');
    const to = await store();
    await inState(to, 'returned');
    await fetched(to);
  });

  it('texts again under the same key after a failure', async () => {
    answer = async ({ attempt }) => {
      if (attempt === 1) throw new Error('the gateway is down');
      return done('sent');
    };
    await inState(await store(), 'waiting');
    expect(texts).toHaveLength(2);
    expect(new Set(texts.map(({ key }) => key)).size).toBe(1);
  });

  /** Every process ends as soon as the code is texted; on a slow machine the time may be over by then. */
  async function storeAndEnd(holdMs: number): Promise<`locker/${string}`> {
    const to = await store(holdMs);
    const isTexted = async () => /waiting|returned/.test((await system.runtime.read(to))?.state ?? '');
    await waitUntil(isTexted, { message: `the code of ${to} is texted` });
    await stopForGood(system.runtime);
    return to;
  }
  const stateOf = async (to: string) =>
    (await ask<{ state: string }>(system.database.url, 'SELECT state FROM actors WHERE address = $1', [to]))[0]?.state;

  it('keeps its timer when every process ends, and another one starts later', async () => {
    let to = await storeAndEnd(400);
    for (let holdMs = 800; (await stateOf(to)) !== 'waiting'; holdMs *= 2) {
      system.runtime = await system.another();
      to = await storeAndEnd(holdMs);
    }
    system.runtime = await system.another();
    await inState(to, 'returned');
    await fetched(to);
  });

  it.each([
    [{ courier: 'c-1' }, 'INVALID_MESSAGE', 'phone'],
    [{ phone: '1', courier: 'c-1', holdMs: 'soon' }, 'INVALID_MESSAGE', 'holdMs'],
  ])('refuses %j', async (payload, code, field) => {
    const stored = system.runtime.execute({ to: 'locker/bad', type: 'StoreParcel', payload });
    await expect(stored).rejects.toMatchObject({ code, message: expect.stringContaining(field) });
    expect(await system.runtime.read('locker/bad')).toBeUndefined();
  });
});
