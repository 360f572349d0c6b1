import type { Invariant, Projection } from '../definition.ts';
import { readCheckpoint } from '../events/checkpoint.ts';
import { isAfter, parsePosition, START } from '../events/position.ts';
import { eventsAfter } from '../events/read.ts';
import type { Sql } from '../sql.ts';

const PER_ROUND = 2_000;

/**
 * The view equals its rebuild: the projection is run over all events up to its checkpoint, on a temporary table that
 * hides the real one, and both are compared. Needs one snapshot for all of it (REPEATABLE READ); changes nothing.
 */
export function viewInvariant(projection: Projection): Invariant {
  return {
    name: `the view ${projection.table} equals its rebuild`,
    check: async (sql) => {
      const { table } = projection;
      const [found] = await sql.query<{ exists: boolean }>(
        'view_exists',
        'SELECT to_regclass($1) IS NOT NULL AS exists',
        [`public.${table}`],
      );
      if (!found?.exists) return [`there is no table ${table}; npm run rebuild-views brings it back`];
      await sql.query(
        `aside_${table}`,
        `CREATE TEMPORARY TABLE ${table} (LIKE public.${table} INCLUDING ALL) ON COMMIT DROP`,
      );
      await replayAll(sql, projection);
      const rows = await sql.query<{ line: string }>(
        `compare_${table}`,
        `(SELECT 'only in the rebuild: ' || row_to_json(r)::text AS line FROM (${difference(`pg_temp.${table}`, `public.${table}`)}) r LIMIT 50)
         UNION ALL
         (SELECT 'only in the view: ' || row_to_json(r)::text FROM (${difference(`public.${table}`, `pg_temp.${table}`)}) r LIMIT 50)`,
      );
      await sql.query(`forget_${table}`, `DROP TABLE pg_temp.${table}`);
      return rows.map(({ line }) => line);
    },
  };
}

/** Rows as text, because columns of type json cannot be compared. */
function difference(one: string, other: string): string {
  return `SELECT row_to_json(a)::text AS row FROM ${one} a EXCEPT SELECT row_to_json(b)::text FROM ${other} b`;
}

async function replayAll(sql: Sql, projection: Projection): Promise<void> {
  const until = await readCheckpoint(sql, projection.name);
  for (let position = START; ; ) {
    const events = await eventsAfter(sql, position, PER_ROUND);
    const due = events.filter(({ id }) => !isAfter(parsePosition(id), until));
    const wanted = due.filter(({ type }) => projection.events.includes(type));
    if (wanted.length > 0) await projection.apply(wanted, sql);
    const last = due.at(-1);
    if (!last || due.length < PER_ROUND) return;
    position = parsePosition(last.id);
  }
}

/**
 * Keeps rebuilds from swapping views until the transaction ends. To be called before its first query: a REPEATABLE READ
 * snapshot from before a swap would find the new table empty.
 */
export async function holdViews(sql: Sql, projections: readonly Projection[]): Promise<void> {
  for (const { table } of projections) {
    await sql.query('hold_view_try', 'SAVEPOINT hold_view');
    try {
      await sql.query(`hold_${table}`, `LOCK TABLE public.${table} IN ACCESS SHARE MODE`);
    } catch (error) {
      if ((error as { code?: string }).code !== '42P01') throw error;
      await sql.query('hold_view_give_up', 'ROLLBACK TO SAVEPOINT hold_view');
    }
  }
}
