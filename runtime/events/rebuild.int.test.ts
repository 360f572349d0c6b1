import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tableStatements } from '../../entities/blueprint.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { Projection } from '../definition.ts';
import { texts } from '../store/columns.ts';
import { Connection, transaction } from '../store/connection.ts';
import { seatActor, ticketActor } from '../testing/toy.ts';
import { rebuildView } from './rebuild.ts';

/** Every column, index and option that a swap could lose. */
const TABLE = `
  CREATE TABLE toy_view (
    actor text CONSTRAINT toy_view_key PRIMARY KEY,
    seen integer NOT NULL CONSTRAINT seen_is_positive CHECK (seen > 0),
    note text DEFAULT 'none',
    ordinal bigint GENERATED ALWAYS AS IDENTITY,
    serial serial
  ) WITH (fillfactor = 70, autovacuum_vacuum_threshold = 77)`;
const INDEXES = [
  'CREATE INDEX toy_view_by_seen ON toy_view (seen DESC) WITH (fillfactor = 60)',
  'CREATE UNIQUE INDEX toy_view_partial ON toy_view (actor, seen) WHERE seen > 3',
  'COMMENT ON COLUMN toy_view.seen IS $$events$$',
];

/** Counts events per actor: twice applied would show. */
const toyView: Projection = {
  name: 'toy',
  table: 'toy_view',
  events: ['Noted'],
  async apply(events, sql) {
    await sql.query(
      'toy_apply',
      `INSERT INTO toy_view (actor, seen) SELECT actor, count(*)::int FROM unnest($1::text[]) AS actor GROUP BY actor
       ON CONFLICT (actor) DO UPDATE SET seen = toy_view.seen + EXCLUDED.seen`,
      [texts(events.map(({ actor }) => actor))],
    );
  },
};

const SHAPE = `
  SELECT (SELECT array_agg(indexdef ORDER BY indexdef) FROM pg_indexes WHERE tablename = 'toy_view' AND schemaname = 'public') AS indexes,
         (SELECT array_agg(conname || ' ' || pg_get_constraintdef(oid) ORDER BY conname) FROM pg_constraint WHERE conrelid = 'public.toy_view'::regclass) AS constraints,
         (SELECT array_agg(a.attname || ' ' || a.attidentity::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || coalesce(col_description(a.attrelid, a.attnum), '') ORDER BY a.attnum)
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
           WHERE a.attrelid = 'public.toy_view'::regclass AND a.attnum > 0) AS columns,
         (SELECT reloptions FROM pg_class WHERE oid = 'public.toy_view'::regclass) AS options,
         (SELECT relacl::text FROM pg_class WHERE oid = 'public.toy_view'::regclass) AS grants`;

/** The swap has asked for the table and has to wait. */
const SWAP_WAITS = `
  SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'public.toy_view'::regclass AND mode = 'AccessExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
/** A reader looks so often at least while the view is swapped. */
const LOOKS = 20;

describe('rebuilding a view', () => {
  let system: TestSystem;
  let sql: Connection;
  const rebuild = () => rebuildView(system.database.url, toyView);
  const shape = async () => (await sql.query('shape', SHAPE))[0];
  const contents = () =>
    sql.query<{ actor: string; seen: number }>('contents', 'SELECT actor, seen FROM toy_view ORDER BY actor');

  beforeAll(async () => {
    system = await startTestSystem({ actors: [ticketActor(), seatActor()], projections: [toyView] });
    sql = await Connection.open(system.database.url, 'test');
    await sql.command(TABLE);
    for (const statement of INDEXES) await sql.command(statement);
    await sql.command('GRANT SELECT ON toy_view TO PUBLIC');
  });
  afterAll(async () => {
    await sql.close();
    await system.close();
  });

  let round = 0;
  /** Four writers with transactions that overlap and commit in another order than they began. */
  async function write(events: number): Promise<void> {
    round += 1;
    const thisRound = round;
    const writers = [0, 1, 2, 3].map(async (writer) => {
      const connection = await Connection.open(system.database.url, 'writer');
      for (let n = 1; n <= events / 4; n += 1)
        await transaction(connection, async () => {
          await connection.query(
            'note',
            `INSERT INTO events (actor, version, type, payload, message_id, correlation_id) VALUES ($1, $2, 'Noted', '{}', 'm', 'c')`,
            [`toy/${thisRound}-${writer}-${n % 10}`, Math.ceil(n / 10)],
          );
          if (n % 50 === 0) await connection.query('linger', 'SELECT pg_sleep(0.02)');
        });
      await connection.close();
    });
    await Promise.all(writers);
  }
  const counted = async () =>
    (await sql.query<{ n: number }>('sum', 'SELECT coalesce(sum(seen), 0)::int AS n FROM toy_view'))[0]?.n;
  const stored = async () =>
    (await sql.query<{ n: number }>('stored', "SELECT count(*)::int AS n FROM events WHERE type = 'Noted'"))[0]?.n;
  const caughtUp = () => waitUntil(async () => (await counted()) === (await stored()));

  beforeEach(async () => {
    await write(200);
    await caughtUp();
  });

  it('gives what was there, and says so', async () => {
    const before = await contents();
    const { rows, onlyBefore, events } = await rebuild();
    expect([rows, events >= 200]).toEqual([before.length, true]);
    expect(onlyBefore).toBeLessThanOrEqual(before.length);
    expect(await contents()).toEqual(before);
  });

  it('keeps indexes under their names, constraints, options, grants, identity and serial columns', async () => {
    const before = await shape();
    await rebuild();
    expect(await shape()).toEqual(before);
    await rebuild();
    expect(await shape()).toEqual(before);
    await write(40);
    await caughtUp();
    const schemas = await sql.query(
      'left',
      "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(rebuild|retired|scratch)_'",
    );
    expect(schemas).toEqual([]);
  });

  it('puts right what was damaged', async () => {
    const before = await contents();
    await sql.command("UPDATE toy_view SET seen = seen + 7 WHERE actor LIKE '%-1-%'");
    await sql.command("DELETE FROM toy_view WHERE actor LIKE '%-2-%'");
    const { onlyAfter } = await rebuild();
    expect(onlyAfter).toBeGreaterThan(0);
    expect(await contents()).toEqual(before);
  });

  it('shows readers a whole view at every moment, while four writers commit and it is swapped again and again', async () => {
    const rowsBefore = (await contents()).length;
    const reader = await Connection.open(system.database.url, 'reader');
    let reading = true;
    let looks = 0;
    let last = 0;
    const readers = (async () => {
      while (reading) {
        const [row] = await reader.query<{ n: number; rows: number }>(
          'look',
          'SELECT coalesce(sum(seen), 0)::int AS n, count(*)::int AS rows FROM toy_view',
        );
        looks += 1;
        if (!row || row.rows < rowsBefore || row.n < last)
          throw new Error(`a reader saw ${JSON.stringify(row)} after ${last}`);
        last = row.n;
      }
    })();
    for (let n = 0; n < 3 || looks < LOOKS; n += 1) await Promise.all([write(400), rebuild()]);
    await rebuild();
    reading = false;
    await readers;
    await reader.close();
    await caughtUp();
    const perActor = await sql.query(
      'recount',
      `SELECT v.actor FROM toy_view v FULL JOIN (SELECT actor, count(*)::int AS n FROM events WHERE type = 'Noted' GROUP BY actor) e USING (actor)
       WHERE v.seen IS DISTINCT FROM e.n`,
    );
    expect(perActor).toEqual([]);
  });

  it('waits for a long read instead of standing in the way of others', async () => {
    const slow = await Connection.open(system.database.url, 'slow', { idleInTransactionMs: 0 });
    await slow.command('BEGIN');
    await slow.query('hold', 'SELECT count(*) FROM toy_view');
    const rebuilt = rebuild();
    const tooEarly = rebuilt.then(() => {
      throw new Error('the view was swapped under its reader');
    });
    // Where the swap waited for as long as the slow one reads, these reads would wait behind it for good.
    for (let n = 0; n < 3; n += 1) {
      const asked = waitUntil(async () => (await sql.query('waiting', SWAP_WAITS)).length > 0, { intervalMs: 2 });
      await Promise.race([asked, tooEarly]);
      await contents();
    }
    tooEarly.catch(() => undefined); // from now on it is not too early
    await slow.command('COMMIT');
    await rebuilt;
    await slow.close();
  });

  it('is refused while another one is under way, and where other objects are made of the view', async () => {
    const both = await Promise.allSettled([rebuild(), rebuild()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'REBUILD_RUNNING' },
    });
    await sql.command('CREATE VIEW toy_report AS SELECT sum(seen) FROM toy_view');
    await expect(rebuild()).rejects.toMatchObject({ code: 'VIEW_HAS_DEPENDENTS' });
    await sql.command('DROP VIEW toy_report');
    await rebuild();
  });

  it('brings back a view whose table was dropped', async () => {
    const before = [await contents(), await shape()];
    await sql.command('DROP TABLE toy_view');
    const tables = async () => [
      ...(await tableStatements()),
      TABLE,
      ...INDEXES,
      'GRANT SELECT ON toy_view TO PUBLIC',
    ];
    expect(await rebuildView(system.database.url, toyView, { tables })).toMatchObject({ onlyBefore: 0 });
    const again = await Connection.open(system.database.url, 'again');
    expect(await again.query('contents', 'SELECT actor, seen FROM toy_view ORDER BY actor')).toEqual(before[0]);
    expect((await again.query('shape', SHAPE))[0]).toEqual(before[1]);
    await again.close();
    await write(40);
    await caughtUp();
  });
});
