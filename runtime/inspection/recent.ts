/**
 * What happened lately, from the journal alone. The journal has no index by time, and gets none for the sake of readers:
 * rows are appended, so the newest stand at its end, and ranges of pages are read from there (`ctid`). Pages that
 * pruning freed may hold new rows too; those are missed, which a sample can bear.
 */
import type { Sql } from '../sql.ts';

/** How far back, and how many pages (8 kB) at most. */
const WINDOW_MS = 3_600_000;
const MOST_PAGES = 2_000;

export interface RecentWindow {
  /** `ctid`s: from the first, up to and without the second. */
  from: string;
  to: string;
  /** Milliseconds since the epoch. */
  since: number;
  minutes: number;
}

const PAGES = `SELECT (pg_relation_size('journal') / current_setting('block_size')::int)::int AS pages`;
const FIRST_AT = `
  SELECT at FROM journal WHERE ctid >= format('(%s,0)', $1::int)::tid AND ctid < format('(%s,0)', $2::int)::tid LIMIT 1`;

/** The end of the journal: the last hour, or less where that is too much to read. */
export async function recentWindow(sql: Sql, now: number): Promise<RecentWindow> {
  const [size] = await sql.query<{ pages: number }>('recent_pages', PAGES);
  const end = size?.pages ?? 0;
  const atOf = async (page: number): Promise<number | undefined> => {
    const [row] = await sql.query<{ at: Date }>('recent_first', FIRST_AT, [page, Math.min(end, page + 8)]);
    return row?.at.getTime();
  };
  const oldest = now - WINDOW_MS;
  let [low, high] = [Math.max(0, end - MOST_PAGES), end];
  const first = await atOf(low);
  if (first !== undefined && first >= oldest) return windowOf(low, end, low === 0 ? oldest : first, now);
  while (high - low > 8) {
    const middle = Math.floor((low + high) / 2);
    const at = await atOf(middle);
    if (at !== undefined && at >= oldest) high = middle;
    else low = middle;
  }
  return windowOf(low, end, oldest, now);
}

function windowOf(low: number, end: number, since: number, now: number): RecentWindow {
  const minutes = Math.max(1 / 60, (now - since) / 60_000);
  return { from: `(${low},0)`, to: `(${end + 1_000},0)`, since, minutes };
}

const BY_TYPE = `
  SELECT split_part(actor, '/', 1) AS type, count(*)::int AS turns FROM journal
  WHERE ctid >= $1::tid AND ctid < $2::tid AND at >= to_timestamp($3 / 1000.0) GROUP BY 1`;

/** How many messages each actor type handled. */
export async function recentTurns(sql: Sql, { from, to, since }: RecentWindow): Promise<Map<string, number>> {
  const rows = await sql.query<{ type: string; turns: number }>('recent_by_type', BY_TYPE, [from, to, since]);
  return new Map(rows.map(({ type, turns }) => [type, turns]));
}

const SOME = `
  SELECT DISTINCT actor FROM journal
  WHERE ctid >= $1::tid AND ctid < $2::tid AND at >= to_timestamp($3 / 1000.0)
    AND actor >= $4 || '/' AND actor < $4 || '0' AND (hashtext(actor) & ($5::int - 1)) = 0
  LIMIT $6`;

/** About one of `oneOf` actors of a type (a power of two): all of their turns or none, so that a sample is fair. */
export async function someActors(
  sql: Sql,
  { from, to, since }: RecentWindow,
  type: string,
  oneOf: number,
  most: number,
): Promise<string[]> {
  const rows = await sql.query<{ actor: string }>('recent_some', SOME, [from, to, since, type, oneOf, most]);
  return rows.map(({ actor }) => actor);
}
