import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { defineHandlerActor } from '../define.ts';
import type { StartedRuntime } from '../runtime.ts';
import { SEATS_TABLE, seatActor, ticketActor } from '../testing/toy.ts';
import type { StoredSwitches } from './switches.ts';

/** What would happen, happens within this time, and while others like it are answered so often one after the other. */
const SOON_MS = 300;
const ANSWERS = 5;
/** So many tickets that one of them comes to each process, whichever shards it holds. */
const TRIALS = 16;
/** A timer that nobody fired from memory is fired by the wake sweep within this time. */
const SWEPT_MS = 1_000;
/** Is never stopped. */
const clerk = defineHandlerActor({
  type: 'clerk',
  messages: { Ring: z.object({}) },
  handle: async (messages) => messages.map(() => ({ reply: { type: 'Rung', payload: {} } })),
});
const actors = [ticketActor(), seatActor(), clerk];

describe.each([
  ['queue', 0, 1],
  ['local', 0, 1],
  ['local', 10, 1],
  ['queue', 0, 4],
  ['local', 10, 4],
] as const)(
  'an actor type that is stopped (%s delivery, %d chained rounds, %d shards)',
  (delivery, chainRounds, shards) => {
    let system: TestSystem;
    let first: StartedRuntime;
    let second: StartedRuntime;
    let late: StartedRuntime;
    let asked = 0;
    beforeAll(async () => {
      system = await startTestSystem({ actors, delivery, chainRounds, shards, switches: true });
      await system.runtime.sql.query('seats', SEATS_TABLE);
      first = system.runtime;
      second = await system.another();
      await evenlyDivided();
    });
    afterAll(() => system.close());

    /** A shard on its way from one process to the other is worked by nobody, as if both followed the switch. */
    async function evenlyDivided(): Promise<void> {
      if (shards === 1) return;
      const OWNED = 'SELECT count(*)::int AS n FROM shards WHERE owner IS NOT NULL GROUP BY owner';
      const isSo = async () => {
        const owned = await first.sql.query<{ n: number }>('owned', OWNED);
        return owned.length === 2 && owned.every(({ n }) => n === shards / 2);
      };
      await waitUntil(isSo, { message: 'each process has half of the shards' });
    }

    /** Whatever it looked like on a slow machine, from here on every process has read what is stopped. */
    const haveRead = (...runtimes: StartedRuntime[]) =>
      Promise.all(runtimes.map(({ switches }) => (switches as StoredSwitches).refresh()));

    async function ask(runtime: StartedRuntime, more: object = {}): Promise<string> {
      asked += 1;
      const id = `t${asked}`;
      await runtime.execute({
        to: `ticket/${id}`,
        type: 'Ask',
        payload: { seat: id, ...more },
        correlationId: id,
      });
      return id;
    }
    const askBoth = (more: object = {}) => Promise.all([ask(first, more), ask(second, more)]);
    const stateOf = async (id: string) => (await first.read(`ticket/${id}`))?.state;
    const states = (ids: readonly string[]) => Promise.all(ids.map(stateOf));
    const reach = (ids: readonly string[], state: string) =>
      waitUntil(async () => (await states(ids)).every((each) => each === state), {
        message: `${ids} are ${state}`,
      });
    const ring = (runtime: StartedRuntime, n: number) =>
      runtime.ask({ to: `clerk/${n}`, type: 'Ring', payload: {} }, { timeoutMs: 60_000 });
    async function soon(ms = SOON_MS): Promise<void> {
      const over = delay(ms);
      for (let n = 0; n < ANSWERS; n += 1) await Promise.all([ring(first, n), ring(second, n)]);
      await over;
    }

    test('is worked in no process, nor by one that starts meanwhile, nor when Redis has lost everything', async () => {
      await first.switches.stop('seat', { by: 'ada' });
      const isFollowed = async () => {
        const ids = (await Promise.all(Array.from({ length: TRIALS }, () => askBoth()))).flat();
        await soon();
        return (await states(ids)).every((state) => state === 'holding');
      };
      await waitUntil(isFollowed, { message: 'the other process follows' });
      await haveRead(first, second);
      const since = expect.any(Date);
      expect(await second.switches.stopped()).toEqual([{ actorType: 'seat', by: 'ada', since }]);

      const waiting = await askBoth();
      late = await system.another();
      await system.redis.flush();
      waiting.push(await ask(late));
      await soon();
      expect(new Set(await states(waiting))).toEqual(new Set(['holding']));

      await second.switches.start('seat');
      await reach(waiting, 'offered');
      expect(await first.switches.stopped()).toEqual([]);
    });

    /** Tickets that are offered when their type is stopped everywhere; on a slow machine with timers that run longer. */
    async function stoppedWhileTimersRun(): Promise<{ lapsing: string[]; waitMs: number }> {
      for (let waitMs = 1_500; ; waitMs *= 2) {
        const lapsing = await askBoth({ waitMs });
        const areAsked = async () => (await states(lapsing)).every((state) => /offered|lapsed/.test(state ?? ''));
        await waitUntil(areAsked, { message: `${lapsing} have their seats` });
        for (const runtime of [first, second, late]) await runtime.switches.stop('ticket', { by: 'ada' });
        await soon();
        if ((await states(lapsing)).every((state) => state === 'offered')) return { lapsing, waitMs };
        for (const runtime of [first, second, late]) await runtime.switches.start('ticket');
      }
    }

    test('begins no activity and fires no timer, and makes up for both', async () => {
      const { lapsing, waitMs } = await stoppedWhileTimersRun();
      const to = 'ticket/sent' as const;
      await second.send({ to, type: 'Ask', payload: { seat: 'sent' }, correlationId: 'sent' });
      await soon(waitMs + SWEPT_MS);
      expect(await states([...lapsing, 'sent'])).toEqual(['offered', 'offered', undefined]);
      await first.switches.start('ticket');
      await reach(lapsing, 'lapsed');
      await reach(['sent'], 'offered');
    });

    test('must be one, and cannot be stopped where that is not allowed', async () => {
      await expect(first.switches.stop('nobody', { by: 'ada' })).rejects.toMatchObject({
        code: 'UNKNOWN_ACTOR_TYPE',
      });
      const strict = await system.another({ switches: false });
      await expect(strict.switches.stop('seat', { by: 'ada' })).rejects.toMatchObject({
        code: 'DEV_CONTROLS_OFF',
      });
      expect([strict.switches.allowed, await strict.switches.stopped()]).toEqual([false, []]);
    });
  },
);
