/**
 * Counts actors by machine, version and state, for all readers together. An index that would spare the pass over
 * `actors` had to change with every turn.
 *
 * 1. Only columns before the snapshot are read. Ages are kept in buckets of ten per cent, so that nothing is sorted.
 * 2. Up to a gigabyte one statement reads all of it: 145 ms for 200,000 actors, on two cores.
 * 3. A larger table is read in stretches of pages. One in which nothing moved between two readings is left alone for
 *    longer and longer, at most a minute: finished actors cost next to nothing, and one that moves among them is seen
 *    a minute late.
 */
import type { Sql } from '../sql.ts';

export interface StateCount {
  type: string;
  version: number;
  state: string;
  running: boolean;
  count: number;
  /** Of those that do not run: how many ended within 24 hours. */
  lately: number;
  /** The same within one hour. */
  lastHour: number;
  /** The age of the oldest since it began, in milliseconds. */
  oldestMs: number;
  /** Of those that run: actors by the time since their last turn, youngest first. */
  ages: readonly { ms: number; count: number }[];
}

const BUCKETS = 256;
/** Ages from a millisecond to three years. */
const [LEAST, MOST] = [Math.log(1), Math.log(1e11)];
const AT_ONCE_PAGES = 131_072;
const STRETCH_PAGES = 8_192;
const LONGEST_REST_MS = 60_000;

const counting = (where: string) => `
  WITH counted AS (
    SELECT type, machine_version AS version, state, status = 'active' AS running,
      CASE WHEN status = 'active' THEN width_bucket(
        ln(greatest(1, date_part('epoch', now() - updated_at) * 1000)), ${LEAST}, ${MOST}, ${BUCKETS}) END AS bucket,
      count(*)::int AS count, min(created_at) AS oldest, max(updated_at) AS newest,
      (count(*) FILTER (WHERE updated_at > now() - interval '24 hours'))::int AS lately,
      (count(*) FILTER (WHERE updated_at > now() - interval '1 hour'))::int AS hour
    FROM actors ${where} GROUP BY 1, 2, 3, 4, 5
  )
  SELECT type, version, state, running, sum(count)::int AS count, sum(lately)::int AS lately, sum(hour)::int AS "lastHour",
    date_part('epoch', now() - min(oldest)) * 1000 AS "oldestMs", max(newest)::text AS newest,
    json_agg(json_build_array(bucket, count) ORDER BY bucket) AS ages
  FROM counted GROUP BY 1, 2, 3, 4`;

const ALL = counting('');
const STRETCH = counting(`WHERE ctid >= format('(%s,0)', $1::int)::tid AND ctid < format('(%s,0)', $2::int)::tid`);
const PAGES = `SELECT (pg_relation_size('actors') / current_setting('block_size')::int)::int AS pages`;

interface Row extends Omit<StateCount, 'ages'> {
  /** The last turn of any of them. */
  newest: string;
  ages: [bucket: number | null, count: number][];
}

interface Stretch {
  rows: Row[];
  /** Milliseconds since the epoch from which on it is read again. */
  restsUntil: number;
  restMs: number;
}

export class Census {
  private readonly sql: Sql;
  private readonly atOncePages: number;
  private stretches: Stretch[] = [];
  /** How much of the first pass is done, from 0 to 1. */
  progress = 0;

  /** A larger table is read in stretches. */
  constructor(sql: Sql, atOncePages = AT_ONCE_PAGES) {
    this.sql = sql;
    this.atOncePages = atOncePages;
  }

  async take(): Promise<StateCount[]> {
    const [size] = await this.sql.query<{ pages: number }>('census_pages', PAGES);
    const pages = size?.pages ?? 0;
    const rows =
      pages <= this.atOncePages ? await this.sql.query<Row>('census', ALL) : await this.byStretches(pages);
    this.progress = 1;
    return merge(rows);
  }

  private async byStretches(pages: number): Promise<Row[]> {
    const count = Math.ceil(pages / STRETCH_PAGES);
    for (let index = 0; index < count; index += 1) {
      const before = this.stretches[index];
      if (before && index < count - 1 && Date.now() < before.restsUntil) continue;
      const from = index * STRETCH_PAGES;
      const rows = await this.sql.query<Row>('census_stretch', STRETCH, [from, from + STRETCH_PAGES]);
      const moved = signature(before?.rows ?? []) !== signature(rows);
      const restMs = moved ? 0 : Math.min(LONGEST_REST_MS, 2 * (before?.restMs ?? 0) + 1_000);
      this.stretches[index] = { rows, restMs, restsUntil: Date.now() + restMs };
      this.progress = Math.max(this.progress, index / count);
    }
    this.stretches.length = count;
    return this.stretches.flatMap(({ rows }) => rows);
  }
}

/** Any turn of any actor in it changes it. */
function signature(rows: readonly Row[]): string {
  return rows
    .map(({ type, version, state, running, count, newest }) =>
      [type, version, state, running, count, newest].join(),
    )
    .sort()
    .join(';');
}

function merge(rows: readonly Row[]): StateCount[] {
  const places = Map.groupBy(rows, ({ type, version, state, running }) =>
    [type, version, state, running].join('\n'),
  );
  return [...places.values()].flatMap((parts) => {
    const [first] = parts;
    if (!first) return [];
    const { type, version, state, running } = first;
    const sum = (of: (row: Row) => number) => parts.reduce((total, row) => total + of(row), 0);
    return {
      type,
      version,
      state,
      running,
      count: sum(({ count }) => count),
      lately: sum(({ lately }) => lately),
      lastHour: sum(({ lastHour }) => lastHour),
      oldestMs: Math.max(...parts.map(({ oldestMs }) => oldestMs)),
      ages: running ? agesOf(parts) : [],
    };
  });
}

function agesOf(parts: readonly Row[]): StateCount['ages'] {
  const buckets = new Map<number, number>();
  for (const { ages } of parts)
    for (const [bucket, count] of ages) buckets.set(bucket ?? 0, (buckets.get(bucket ?? 0) ?? 0) + count);
  return [...buckets].sort(([a], [b]) => a - b).map(([bucket, count]) => ({ ms: middleOf(bucket), count }));
}

function middleOf(bucket: number): number {
  const step = (MOST - LEAST) / BUCKETS;
  return Math.exp(LEAST + (bucket - 0.5) * step);
}

/** The age that this share of the actors does not exceed; null where there are none. */
export function ageAt({ ages, count }: Pick<StateCount, 'ages' | 'count'>, share: number): number | null {
  let seen = 0;
  for (const { ms, count: here } of ages) {
    seen += here;
    if (seen >= count * share) return Math.round(ms);
  }
  const oldest = ages.at(-1);
  return oldest ? Math.round(oldest.ms) : null;
}
