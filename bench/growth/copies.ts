/**
 * History for a database: copies of one real, finished order, everything that it left in every table, under new ids.
 *
 * Copied events belong to the first transaction there ever was, so that relay and views take them for long done.
 */
import { query } from '../compare/counters.ts';

const TABLES = ['actors', 'journal', 'events', 'reservations', 'payments', 'shipments', 'order_views'];
/** Rows of a statement: it must not hold back the relay's horizon for long. */
const AT_A_TIME = 20_000;

const COLUMNS = `
  SELECT column_name AS name, data_type AS type FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO' ORDER BY ordinal_position`;

/** What an order's rows are found by; `order_id` where it is not said. */
const ACTOR_KEYS: Record<string, string> = { actors: 'address', journal: 'actor', events: 'actor' };
const ADDRESSES = ['order', 'payment', 'inventory', 'shipping'];

/** Makes `count` copies of the finished order, and returns how many rows each table then has. */
export async function copyOrder(
  databaseUrl: string,
  orderId: string,
  count: number,
): Promise<Record<string, number>> {
  for (const table of TABLES) {
    const insert = await insertInto(databaseUrl, table);
    for (let first = 1; first <= count; first += AT_A_TIME)
      await query(databaseUrl, insert, [orderId, first, Math.min(count, first + AT_A_TIME - 1)]);
    await query(databaseUrl, `VACUUM (ANALYZE) ${table}`);
  }
  await query(databaseUrl, 'CHECKPOINT');
  return rowsOf(databaseUrl);
}

async function insertInto(databaseUrl: string, table: string): Promise<string> {
  const columns = await query<{ name: string; type: string }>(databaseUrl, COLUMNS, [table]);
  const addresses = ADDRESSES.map((type) => `'${type}/' || $1::text`);
  const keys = ACTOR_KEYS[table] ? addresses : ['$1::text'];
  return `
    INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')})
    SELECT ${columns.map(copied).join(', ')}
    FROM (SELECT * FROM ${table} WHERE ${ACTOR_KEYS[table] ?? 'order_id'} = ANY (ARRAY[${keys.join(', ')}])) t,
         generate_series($2::int, $3::int) n`;
}

function copied({ name, type }: { name: string; type: string }): string {
  if (name === 'tx') return `'3'::xid8`;
  const textual = type === 'text' || type === 'json';
  return textual ? `replace(t.${name}::text, $1::text, md5(n::text)::uuid::text)::${type}` : `t.${name}`;
}

async function rowsOf(databaseUrl: string): Promise<Record<string, number>> {
  const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table})::int AS ${table}`);
  const [rows] = await query<Record<string, number>>(databaseUrl, `SELECT ${counts.join(', ')}`);
  return rows ?? {};
}
