/**
 * History for a database: copies of one real, finished order, everything that it left in every table, under new ids and
 * with times of its own, one after the other up to now.
 *
 * Copied events belong to the first transaction there ever was, so that relay and views take them for long done. No system
 * may run meanwhile. Indexes of timed ids are built when the rows are there, which takes half the time; those of random
 * ids grow with their rows, so that their pages are as full as they would be.
 */
import { query } from '../compare/counters.ts';

/** Filled side by side, each list one table after the other. */
const LANES = [['journal'], ['actors', 'events', 'reservations', 'payments', 'shipments', 'order_views']];
const TABLES = LANES.flat();
/** Orders of a statement. */
const AT_A_TIME = 50_000;
/** Between two copied orders (milliseconds): five million are a month. */
const APART_MS = 500;

/**
 * `timed`: an id begins with its order's time, as the door makes them (UUID version 7). `random`: as random version 4
 * keys make them, each somewhere else in every index.
 */
export type CopiedIds = 'timed' | 'random';

export interface Copies {
  orders: number;
  ids: CopiedIds;
}

const COLUMNS = `
  SELECT column_name AS name, data_type AS type FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO' ORDER BY ordinal_position`;

/** What an order's rows are found by; `order_id` where it is not said. */
const ACTOR_KEYS: Record<string, string> = { actors: 'address', journal: 'actor', events: 'actor' };
const ADDRESSES = ['order', 'payment', 'inventory', 'shipping'];

const AGE = `($4::int - n + 1) * interval '${APART_MS} ms'`;
const TIME = `lpad(to_hex((extract(epoch FROM $5::timestamptz - ${AGE}) * 1000)::bigint), 12, '0')`;
const IDS: Record<CopiedIds, string> = {
  timed: `overlay(overlay(md5(n::text) PLACING ${TIME} FROM 1) PLACING '7' FROM 13)::uuid::text`,
  random: 'md5(n::text)::uuid::text',
};

/** Makes copies of the finished order, and returns how many rows each table then has. */
export async function copyOrder(
  databaseUrl: string,
  orderId: string,
  { orders, ids }: Copies,
): Promise<Record<string, number>> {
  const until = new Date();
  const fill = async (table: string) => {
    await query(databaseUrl, setAside(table, orderId));
    const insert = await insertInto(databaseUrl, table, ids);
    await query(databaseUrl, `ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    const indexes = ids === 'timed' && orders > 0 ? await dropIndexes(databaseUrl, table) : [];
    for (let first = 1; first <= orders; first += AT_A_TIME) {
      const last = Math.min(orders, first + AT_A_TIME - 1);
      await query(databaseUrl, insert, [orderId, first, last, orders, until]);
    }
    await query(databaseUrl, `DROP TABLE ${original(table)}`);
    for (const { create } of indexes) await query(databaseUrl, `SET maintenance_work_mem = '1GB'; ${create}`);
    await query(databaseUrl, `VACUUM (ANALYZE) ${table}`);
    await query(databaseUrl, `ALTER TABLE ${table} RESET (autovacuum_enabled)`);
  };
  const lanes = LANES.map(async (tables) => {
    for (const table of tables) await fill(table);
  });
  await Promise.all(lanes);
  await query(databaseUrl, 'CHECKPOINT');
  return rowsOf(databaseUrl);
}

const original = (table: string) => `original_${table}`;

/** What the order left in the table: without its indexes nobody finds it there. */
function setAside(table: string, orderId: string): string {
  const key = ACTOR_KEYS[table];
  const values = key ? ADDRESSES.map((type) => `'${type}/${orderId}'`) : [`'${orderId}'`];
  return `CREATE TABLE ${original(table)} AS SELECT * FROM ${table} WHERE ${key ?? 'order_id'} IN (${values.join(', ')})`;
}

const INDEXES = `
  SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %I', i.indexname)
              ELSE format('ALTER TABLE %I DROP CONSTRAINT %I', i.tablename, i.indexname) END AS drop,
         CASE WHEN c.oid IS NULL THEN i.indexdef
              ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', i.tablename, i.indexname, pg_get_constraintdef(c.oid)) END AS create
  FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname AND c.conrelid = i.tablename::regclass
  WHERE i.schemaname = 'public' AND i.tablename = $1`;

async function dropIndexes(databaseUrl: string, table: string): Promise<{ create: string }[]> {
  const indexes = await query<{ drop: string; create: string }>(databaseUrl, INDEXES, [table]);
  for (const { drop } of indexes) await query(databaseUrl, drop);
  return indexes;
}

async function insertInto(databaseUrl: string, table: string, ids: CopiedIds): Promise<string> {
  const columns = await query<{ name: string; type: string }>(databaseUrl, COLUMNS, [table]);
  return `
    INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')})
    SELECT ${columns.map(copied).join(', ')}
    FROM ${original(table)} t,
         (SELECT n, ${IDS[ids]} AS id, ${AGE} AS age, $5::timestamptz AS until
          FROM generate_series($2::int, $3::int) n) c`;
}

function copied({ name, type }: { name: string; type: string }): string {
  if (name === 'tx') return `'3'::xid8`;
  if (type.startsWith('timestamp')) return `t.${name} - c.age`;
  const textual = type === 'text' || type === 'json';
  return textual ? `replace(t.${name}::text, $1::text, c.id)::${type}` : `t.${name}`;
}

async function rowsOf(databaseUrl: string): Promise<Record<string, number>> {
  const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table})::int AS ${table}`);
  const [rows] = await query<Record<string, number>>(databaseUrl, `SELECT ${counts.join(', ')}`);
  return rows ?? {};
}
