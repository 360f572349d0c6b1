import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { sagaActors, startSagas, ticketsOver, wrongs } from '../testing/sagas.ts';
import { SEATS_TABLE } from '../testing/toy.ts';

const SAGAS = 200;

describe.each(['queue', 'local'] as const)('200 sagas all finish, each step once (%s delivery)', (delivery) => {
  let system: TestSystem;
  afterEach(() => system.close());

  async function begin() {
    system = await startTestSystem({ actors: sagaActors, delivery });
    await system.runtime.sql.query('seats', SEATS_TABLE);
    return system;
  }
  const under = (percent: number) => {
    const text = `SELECT count(*)::integer AS n FROM journal`;
    const turns = async () => (await system.runtime.sql.query<{ n: number }>('turns', text))[0]?.n ?? 0;
    return waitUntil(async () => (await turns()) > (SAGAS * 5 * percent) / 100, { intervalMs: 1 });
  };

  test('when Redis loses everything, three times', async () => {
    const { runtime, redis, database } = await begin();
    const started = startSagas([runtime], SAGAS);
    for (const percent of [5, 30, 60]) {
      await under(percent);
      await redis.flush();
    }
    await started;
    await ticketsOver(runtime, SAGAS);
    expect(await wrongs(runtime, database.url, SAGAS)).toEqual([]);
  });

  test('when all connections to the database are killed, five times', async () => {
    const { runtime, database } = await begin();
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const started = startSagas([runtime], SAGAS);
    for (const percent of [1, 10, 25, 50, 75]) {
      await under(percent);
      await admin.query(kill);
    }
    await admin.end();
    await started;
    await ticketsOver(runtime, SAGAS);
    expect(await wrongs(runtime, database.url, SAGAS)).toEqual([]);
  });

  test('when two processes share them', async () => {
    const { runtime, database, another } = await begin();
    const other = await another();
    await startSagas([runtime, other], SAGAS);
    await ticketsOver(runtime, SAGAS);
    expect(await wrongs(runtime, database.url, SAGAS)).toEqual([]);
  });
});
