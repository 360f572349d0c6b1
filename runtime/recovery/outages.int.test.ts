import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { nextCommit, sagaActors, startSagas, ticketsOver, wrongs } from '../testing/sagas.ts';
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
  /** So many times it happens to sagas that have just begun, and to whatever is left of those before. */
  async function sagasUnder(times: number, happen: () => Promise<unknown>): Promise<void> {
    const each = SAGAS / times;
    const started: Promise<void>[] = [];
    for (let time = 0; time < times; time += 1) {
      const underWay = nextCommit(system.runtime);
      started.push(startSagas([system.runtime], each, 20, time * each));
      await underWay;
      await happen();
    }
    await Promise.all(started);
  }

  test('when Redis loses everything, four times', async () => {
    const { runtime, redis, database } = await begin();
    await sagasUnder(4, () => redis.flush());
    await ticketsOver(runtime, SAGAS);
    expect(await wrongs(runtime, database.url, SAGAS)).toEqual([]);
  });

  test('when all connections to the database are killed, five times', async () => {
    const { runtime, database } = await begin();
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await sagasUnder(5, () => admin.query(kill));
    await admin.end();
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
