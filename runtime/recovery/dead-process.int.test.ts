import { afterEach, describe, expect, test } from '@jest/globals';
import { startProcess } from '../../tests/setup/process.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { sagaActors, ticketsOver, wrongs } from '../testing/sagas.ts';
import { SEATS_TABLE } from '../testing/toy.ts';

describe.each(['queue', 'local'] as const)(
  'what a killed process leaves is finished by another (%s delivery)',
  (delivery) => {
    let system: TestSystem;
    afterEach(() => system.close());
    const count = async (name: string, text: string) =>
      (await system.runtime.sql.query<{ n: number }>(name, text))[0]?.n ?? 0;
    const journaled = () => count('journaled', 'SELECT count(*)::integer AS n FROM journal');
    const offered = () => count('offered', `SELECT count(*)::integer AS n FROM actors WHERE state = 'offered'`);

    async function processWith(sagas: number, waitMs: number) {
      system = await startTestSystem({
        actors: sagaActors,
        delivery,
        roles: { worker: false, relay: true, timer: false, projection: false },
      });
      await system.runtime.sql.query('seats', SEATS_TABLE);
      const settings = { databaseUrl: system.database.url, redisUrl: system.redis.url, delivery, sagas, waitMs };
      const child = startProcess('runtime/testing/toy-process.ts', [JSON.stringify(settings)], {});
      await child.ready;
      return child;
    }

    async function finishedByAnother() {
      const heir = await system.another({ roles: { worker: true, relay: true, timer: true, projection: true } });
      const tickets = await count('tickets', `SELECT count(*)::integer AS n FROM actors WHERE type = 'ticket'`);
      await ticketsOver(heir, tickets);
      expect(tickets).toBeGreaterThan(0);
      expect(await wrongs(heir, system.database.url, tickets)).toEqual([]);
    }

    test('in the middle of its messages', async () => {
      const child = await processWith(400, 10);
      await waitUntil(async () => (await journaled()) > 500, { timeoutMs: 15_000, intervalMs: 1 });
      child.kill('SIGKILL');
      await child.gone;
      await finishedByAnother();
    });

    test('while its timers were running', async () => {
      const child = await processWith(50, 1_500);
      await waitUntil(async () => (await offered()) === 50, { timeoutMs: 15_000, intervalMs: 5 });
      child.kill('SIGKILL');
      await child.gone;
      expect(await offered()).toBe(50);
      await finishedByAnother();
    });
  },
);
