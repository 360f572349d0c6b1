/** A process that was away for too long (SIGSTOP) does not commit what it had begun for shards that are another's now. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { endProcesses, standsStill, startProcess } from '../../tests/setup/process.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { CrashPoint } from '../testing/crash-points.ts';
import { sagaActors, ticketsOver, wrongs } from '../testing/sagas.ts';
import { SEATS_TABLE } from '../testing/toy.ts';

const SAGAS = 60;
const NO_ROLES = { worker: false, relay: false, timer: false, projection: false };
const ALL_ROLES = { worker: true, relay: true, timer: true, projection: true };
/** What was written by which connection: the turns of callers apart, which any process may take. */
const WATCH = `
  CREATE TABLE watched (pid integer, type text);
  CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watched (pid, type) VALUES (pg_backend_pid(), NEW.message ->> 'type'); RETURN NEW; END $$;
  CREATE TRIGGER watch AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION watch()`;
const LANE = `SELECT pid FROM pg_stat_activity WHERE application_name = 'orderly lane' AND datname = current_database()`;

let system: TestSystem;
afterEach(async () => {
  await endProcesses();
  await system.close();
});

async function count(text: string, values: unknown[] = []): Promise<number> {
  return (await system.runtime.sql.query<{ n: number }>(text.slice(0, 60), text, values))[0]?.n ?? 0;
}

/** A worker that stops itself at the point; resolves when it stands still. */
async function stoppedAt(point: CrashPoint, delivery: 'queue' | 'local') {
  system = await startTestSystem({ actors: sagaActors, delivery, shards: 2, roles: NO_ROLES });
  const { runtime, database, redis } = system;
  await runtime.sql.query('seats', SEATS_TABLE);
  for (const statement of WATCH.split(/;\n {2}(?=CREATE)/)) await runtime.sql.query('', statement);
  const settings = {
    databaseUrl: database.url,
    redisUrl: redis.url,
    delivery,
    sagas: SAGAS,
    waitMs: 20,
    shards: 2,
    stopAt: { point, nth: 2 },
  };
  const child = startProcess('runtime/testing/toy-process.ts', [JSON.stringify(settings)], { LOG_LEVEL: 'warn' });
  await standsStill(child);
  return child;
}

describe.each(['queue', 'local'] as const)('a process that was stopped (%s delivery)', (delivery) => {
  test('before a commit does not make it after its shards were taken over', async () => {
    const child = await stoppedAt('commit:before', delivery);
    const { runtime, database, another } = system;
    const [lane] = await runtime.sql.query<{ pid: number }>('lane', LANE);
    await runtime.sql.query(
      'heir',
      `INSERT INTO processes (id, beat, description) VALUES ('heir', now() + interval '1 hour', '')`,
    );
    await runtime.sql.query('over', `UPDATE shards SET owner = 'heir', fence = nextval('shard_fences')`);
    const watched = `SELECT count(*)::integer AS n FROM watched WHERE pid = $1 AND type <> 'Ask'`;
    const before = await count(watched, [lane?.pid]);
    child.kill('SIGCONT');
    await waitUntil(() => /a batch was refused/.test(child.output()), {
      message: child.output(),
    });
    await waitUntil(async () => (await count('SELECT count(*)::integer AS n FROM outbox')) > 0);
    const carriedOn = `SELECT count(*)::integer AS n FROM outbox o, json_array_elements(o.messages) m WHERE m ->> 'type' = 'Hold'`;
    await waitUntil(async () => (await count(carriedOn)) === SAGAS);
    expect(await count(watched, [lane?.pid])).toBe(before);
    await runtime.sql.query('gone', `DELETE FROM processes WHERE id = 'heir'`);
    const next = await another({ roles: ALL_ROLES });
    await ticketsOver(next, SAGAS);
    expect(await wrongs(next, database.url, SAGAS)).toEqual([]);
  });

  test('in the middle of a commit holds its shards for some seconds at most', async () => {
    const child = await stoppedAt('commit:after-turns', delivery);
    const halfway = `SELECT count(*)::integer AS n FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'orderly lane' AND state = 'idle in transaction'`;
    await waitUntil(async () => (await count(halfway)) === 1, { message: 'a transaction of it is open' });
    const { database, another } = system;
    const heir = await another({ roles: ALL_ROLES });
    const taken = `SELECT count(*)::integer AS n FROM shards WHERE owner = $1`;
    await waitUntil(async () => (await count(taken, [heir.processId])) === 2);
    child.kill('SIGCONT');
    await ticketsOver(heir, SAGAS);
    expect(await wrongs(heir, database.url, SAGAS)).toEqual([]);
  });
});
