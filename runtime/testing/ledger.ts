/** A projection that writes down what it is given, and writers whose transactions overlap. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Projection } from '../definition.ts';
import type { Sql } from '../sql.ts';

export const LEDGER_TABLE = `CREATE TABLE IF NOT EXISTS toy_ledger (
  line bigint GENERATED ALWAYS AS IDENTITY, actor text NOT NULL, version integer NOT NULL)`;

/** `stumbles` times it fails after it has written. */
export function ledger({ stumbles = 0 } = {}): Projection {
  let left = stumbles;
  return {
    name: 'toy-ledger',
    table: 'toy_ledger',
    events: ['Counted'],
    async apply(events, sql) {
      const rows = JSON.stringify(events.map(({ actor, version }) => ({ a: actor, v: version })));
      const text = `INSERT INTO toy_ledger (actor, version) SELECT t.a, t.v FROM json_to_recordset($1::text::json) AS t(a text, v integer)`;
      await sql.query('toy_ledger', text, [rows]);
      if (left > 0) {
        left -= 1;
        throw new Error('the projection stumbles');
      }
    },
  };
}

/** Writes `count` events of actors of its own, some per transaction; now and then one stays open for a while. */
export async function writeEvents(databaseUrl: string, writer: number, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const versions = new Map<string, number>();
  for (let written = 0; written < count; ) {
    await client.query('BEGIN');
    const size = Math.min(count - written, 1 + ((written * 7 + writer) % 9));
    for (let n = 0; n < size; n += 1) {
      const actor = `toy/${writer}.${(written + n) % 5}`;
      const version = (versions.get(actor) ?? 0) + 1;
      versions.set(actor, version);
      const type = version % 10 === 0 ? 'Ignored' : 'Counted';
      await client.query(
        `INSERT INTO events (actor, version, type, payload, message_id, correlation_id) VALUES ($1, $2, $3, '{}', 'm', 'c')`,
        [actor, version, type],
      );
      if (n === 0 && (written + writer) % 40 < 4) await delay(15 * (writer % 4));
    }
    await client.query('COMMIT');
    written += size;
  }
  await client.end();
}

/** What is wrong with the ledger, compared with the events. */
export async function wrongLines(sql: Sql): Promise<{ missing: number; twice: number; disordered: number }> {
  const [row] = await sql.query<{ missing: number; twice: number; disordered: number }>(
    'toy_ledger_wrongs',
    `SELECT
      (SELECT count(*)::integer FROM events e WHERE e.type = 'Counted' AND NOT EXISTS (
        SELECT 1 FROM toy_ledger l WHERE l.actor = e.actor AND l.version = e.version)) AS missing,
      (SELECT count(*)::integer FROM (SELECT 1 FROM toy_ledger GROUP BY actor, version HAVING count(*) > 1) d) AS twice,
      (SELECT count(*)::integer FROM (
        SELECT version < lag(version) OVER (PARTITION BY actor ORDER BY line) AS back FROM toy_ledger) o WHERE back) AS disordered`,
  );
  return row as { missing: number; twice: number; disordered: number };
}
