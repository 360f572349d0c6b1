import type { Sql } from '../sql.ts';

/**
 * Older than every message that is still on its way, too: a row of the outbox is sent again as a whole, and what was
 * handled of it must be known then. By a minute, because processes stamp messages by their own clocks.
 */
const BEGIN = `
  WITH pass AS (
    SELECT least(
      now() - $1 * interval '1 millisecond',
      (SELECT to_timestamp(min((m ->> 'sentAt')::double precision) / 1000) - interval '1 minute'
       FROM outbox o CROSS JOIN LATERAL json_array_elements(o.messages) m)
    ) AS before
  ), noted AS (
    INSERT INTO retention (name, removed_before) SELECT 'journal', before FROM pass
    ON CONFLICT (name) DO UPDATE SET removed_before = greatest(retention.removed_before, EXCLUDED.removed_before)
  )
  SELECT (extract(epoch FROM before) * 1000)::double precision AS before,
         (pg_relation_size('journal') / current_setting('block_size')::integer)::integer AS pages
  FROM pass`;

export interface Pass {
  /** What is older may go (milliseconds since the epoch, by the database's clock). */
  before: number;
  /** Pages of the journal to look through. */
  pages: number;
}

/** Fixes, and notes for the checker, how old what goes is at least. */
export async function beginPass(sql: Sql, keepMs: number): Promise<Pass> {
  const [pass] = await sql.query<Pass>('retention_begin', BEGIN, [keepMs]);
  return pass as Pass;
}
