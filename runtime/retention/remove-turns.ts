import type { Sql } from '../sql.ts';
import { texts } from '../store/columns.ts';

/**
 * By the pages of the journal (`ctid`), not by its actors: rows are appended, so what is old together lies together, and
 * no index has to know the time of anything. Rejected: an index on `actors.updated_at` or `status`, which every turn would
 * pay for (no more heap-only updates); partitions by time, in which a message's id is unique per partition only.
 *
 * An actor's row is locked before its turns go, so that a late turn either comes before (then it is not old) or
 * finds `history_from` set. What is locked by somebody else is left for the next pass.
 */
const REMOVE = `
  WITH old AS MATERIALIZED (
    SELECT j.ctid AS place, j.actor, j.version FROM journal j
    WHERE j.ctid >= format('(%s,0)', $1::integer)::tid AND j.ctid < format('(%s,0)', $2::integer)::tid
      AND j.at < to_timestamp($3::double precision / 1000)
  ), over AS MATERIALIZED (
    SELECT a.address, a.version FROM actors a
    WHERE a.address = ANY (ARRAY(SELECT DISTINCT actor FROM old WHERE version > 0))
      AND a.updated_at < to_timestamp($3::double precision / 1000)
      AND (a.status <> 'active' OR (
        NOT EXISTS (SELECT 1 FROM unnest(string_to_array(a.state, ',')) leaf WHERE a.type || '/' || leaf <> ALL ($4::text[]))
        AND a.snapshot -> 'timers' IS NULL AND a.snapshot -> 'activities' IS NULL))
    FOR NO KEY UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE actors a SET history_from = o.version + 1 FROM over o
    WHERE a.address = o.address AND a.history_from <= o.version
  ), removed AS (
    DELETE FROM journal j WHERE j.ctid = ANY (ARRAY(
      SELECT place FROM old WHERE version = 0 OR (actor IN (SELECT address FROM over)) IS TRUE))
    RETURNING 1
  )
  SELECT count(*)::integer AS turns FROM removed`;

export interface OldTurns {
  /** Pages of the journal: from the first, up to and without the second. */
  from: number;
  to: number;
  /** Milliseconds since the epoch. */
  before: number;
  /** `<actor type>/<leaf>`: where actors may stay for ever. */
  resting: readonly string[];
}

/** Removes the turns of handlers that are old, and those of machine actors that have ended, or come to rest, that long ago. */
export async function removeTurns(sql: Sql, { from, to, before, resting }: OldTurns): Promise<number> {
  const [row] = await sql.query<{ turns: number }>('retention_remove', REMOVE, [from, to, before, texts(resting)]);
  return row?.turns ?? 0;
}
