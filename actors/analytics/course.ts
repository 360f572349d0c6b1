import type { Sql } from '../../runtime/index.ts';
import { bucketRange } from './histogram.ts';
import { inZone } from './queries.ts';

/** What happened to orders in one half hour. */
export interface HalfHour {
  /** When it begins. */
  at: Date;
  placed: number;
  confirmed: number;
  cancelled: number;
}

/** How many sagas took from `fromMs` to `toMs` (exclusive), from placing to the end. */
export interface DurationBucket {
  fromMs: number;
  toMs: number;
  count: number;
}

const HALF_HOURS = `
  WITH day AS (SELECT $1::date::timestamp AT TIME ZONE $2::text AS begin, ($1::date + 1)::timestamp AT TIME ZONE $2::text AS finish)
  SELECT date_bin('30 minutes', slot, begin) AS at,
         sum(count) FILTER (WHERE metric = 'placed')::float8 AS placed,
         sum(count) FILTER (WHERE metric = 'confirmed')::float8 AS confirmed,
         sum(count) FILTER (WHERE metric = 'cancelled')::float8 AS cancelled
    FROM day JOIN analytics_slots ON slot >= begin AND slot < finish
   WHERE metric <> 'duration'
   GROUP BY 1 ORDER BY 1`;

/** The half hours of one day (`YYYY-MM-DD`) in a time zone in which anything happened. Throws `UnknownTimeZone`. */
export async function readHalfHours(
  sql: Sql,
  { date, timezone }: { date: string; timezone: string },
): Promise<HalfHour[]> {
  const rows = await inZone(timezone, () =>
    sql.query<{ [Key in keyof HalfHour]: HalfHour[Key] | null }>('analytics-half-hours', HALF_HOURS, [
      date,
      timezone,
    ]),
  );
  return rows.map(({ at, placed, confirmed, cancelled }) => ({
    at: at as Date,
    placed: placed ?? 0,
    confirmed: confirmed ?? 0,
    cancelled: cancelled ?? 0,
  }));
}

/** A day more at both ends lets the index do its work; the date decides, whatever a zone does at midnight. */
const DURATIONS = `
  SELECT bucket, sum(count)::float8 AS count
    FROM analytics_slots
   WHERE metric = 'duration'
     AND slot >= ($1::date - 1)::timestamp AT TIME ZONE $3::text AND slot < ($2::date + 2)::timestamp AT TIME ZONE $3::text
     AND (slot AT TIME ZONE $3::text)::date BETWEEN $1::date AND $2::date
   GROUP BY 1 ORDER BY 1`;

/** How long the sagas took that ended on these days, shortest first, without empty buckets. Throws `UnknownTimeZone`. */
export async function readDurations(
  sql: Sql,
  { from, to, timezone }: { from: string; to: string; timezone: string },
): Promise<DurationBucket[]> {
  const rows = await inZone(timezone, () =>
    sql.query<{ bucket: number; count: number }>('analytics-durations', DURATIONS, [from, to, timezone]),
  );
  return rows.map(({ bucket, count }) => ({ ...bucketRange(bucket), count }));
}
