import { afterEach, describe, expect, test } from '@jest/globals';
import { standsStill, startProcess } from '../../tests/setup/process.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import type { CrashPoint } from '../testing/crash-points.ts';
import { sagaActors, ticketsOver, wrongs } from '../testing/sagas.ts';
import { SEATS_TABLE } from '../testing/toy.ts';

/** A saga takes more commits than this, one after the other: after so many none is over. */
const COMMITS = 4;

describe.each(['queue', 'local'] as const)(
  'what a killed process leaves is finished by another (%s delivery)',
  (delivery) => {
    let system: TestSystem;
    afterEach(() => system.close());
    const tickets = async (condition: string) => {
      const text = `SELECT count(*)::integer AS n FROM actors WHERE type = 'ticket' AND ${condition}`;
      return (await system.runtime.sql.query<{ n: number }>(condition, text))[0]?.n ?? 0;
    };

    async function processKilledAt(point: CrashPoint, nth: number, load: { sagas: number; waitMs: number }) {
      system = await startTestSystem({
        actors: sagaActors,
        delivery,
        roles: { worker: false, relay: true, timer: false, projection: false },
      });
      await system.runtime.sql.query('seats', SEATS_TABLE);
      const servers = { databaseUrl: system.database.url, redisUrl: system.redis.url, delivery };
      const settings = { ...servers, ...load, stopAt: { point, nth } };
      const child = startProcess('runtime/testing/toy-process.ts', [JSON.stringify(settings)], {});
      await standsStill(child);
      child.kill('SIGKILL');
      await child.gone;
    }

    async function finishedByAnother() {
      const heir = await system.another({ roles: { worker: true, relay: true, timer: true, projection: true } });
      const all = await tickets('true');
      await ticketsOver(heir, all);
      expect(await wrongs(heir, system.database.url, all)).toEqual([]);
    }

    test('in the middle of its messages', async () => {
      await processKilledAt('commit:after', COMMITS, { sagas: 400, waitMs: 10 });
      expect([(await tickets('true')) > 0, await tickets(`status = 'done'`)]).toEqual([true, 0]);
      await finishedByAnother();
    });

    test('while its timers were running', async () => {
      await processKilledAt('timer:before-fire', 1, { sagas: 50, waitMs: 1_500 });
      expect([(await tickets(`state = 'offered'`)) > 0, await tickets(`status = 'done'`)]).toEqual([true, 0]);
      await finishedByAnother();
    });
  },
);
