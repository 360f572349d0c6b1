import { toDecimal } from '../../machines/money.ts';
import { OrderlyError, type Sql } from '../../runtime/index.ts';
import { type Bucket, type Durations, durationsOf } from './histogram.ts';

/** What happened to orders in some time. */
export interface Figures {
  orders: { placed: number; confirmed: number; cancelled: number; cancelledByReason: Record<string, number> };
  /** Of confirmed orders, in decimals, by currency. */
  revenue: Record<string, number>;
  /** From placing to the end, of the orders that ended. */
  sagaDurations: { all: Durations; confirmed: Durations; cancelled: Durations };
}

export interface DayFigures extends Figures {
  /** `YYYY-MM-DD` in the time zone. */
  date: string;
}

export interface RangeFigures extends Figures {
  from: string;
  to: string;
  timezone: string;
  /** Every day of the range, the empty ones too. */
  days: DayFigures[];
}

/** PostgreSQL does not know the time zone. */
export class UnknownTimeZone extends OrderlyError {
  constructor(timezone: string) {
    super(
      'UNKNOWN_TIME_ZONE',
      `"${timezone}" is not a time zone; use a name of the IANA database, like Europe/Berlin or UTC`,
      'never',
    );
  }
}

const INVALID_PARAMETER = '22023';

interface Row {
  day: string;
  metric: 'placed' | 'confirmed' | 'cancelled' | 'duration';
  label: string;
  bucket: number;
  count: number;
  amount: number;
}

/** A day more at both ends lets the index do its work; the date decides, whatever a zone does at midnight. */
const RANGE = `
  SELECT (slot AT TIME ZONE $3::text)::date::text AS day, metric, label, bucket, sum(count)::float8 AS count, sum(amount)::float8 AS amount
    FROM analytics_slots
   WHERE slot >= ($1::date - 1)::timestamp AT TIME ZONE $3::text AND slot < ($2::date + 2)::timestamp AT TIME ZONE $3::text
     AND (slot AT TIME ZONE $3::text)::date BETWEEN $1::date AND $2::date
   GROUP BY 1, 2, 3, 4`;

/** The figures of the days from `from` to `to` (`YYYY-MM-DD`, both included) in a time zone. Throws `UnknownTimeZone`. */
export async function readRange(
  sql: Sql,
  { from, to, timezone }: { from: string; to: string; timezone: string },
): Promise<RangeFigures> {
  const rows = await inZone(timezone, () => sql.query<Row>('analytics-range', RANGE, [from, to, timezone]));
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const days = daysOf(from, to).map((date) => ({ date, ...figuresOf(byDay.get(date) ?? []) }));
  return { from, to, timezone, ...figuresOf(rows), days };
}

/** The figures of the day that it is now in a time zone, by the database's clock. Throws `UnknownTimeZone`. */
export async function readToday(sql: Sql, timezone: string): Promise<DayFigures & { timezone: string }> {
  const [row] = await inZone(timezone, () =>
    sql.query<{ today: string }>('analytics-today', 'SELECT (now() AT TIME ZONE $1::text)::date::text AS today', [
      timezone,
    ]),
  );
  const date = row?.today as string;
  const {
    from: _from,
    to: _to,
    days: _days,
    ...figures
  } = await readRange(sql, { from: date, to: date, timezone });
  return { date, ...figures };
}

/** Runs a query in a time zone that PostgreSQL may not know. */
export async function inZone<T>(timezone: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw (error as { code?: string }).code === INVALID_PARAMETER ? new UnknownTimeZone(timezone) : error;
  }
}

function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function figuresOf(rows: readonly Row[]): Figures {
  const of = (metric: Row['metric']) => rows.filter((row) => row.metric === metric);
  const total = (some: readonly Row[]) => some.reduce((sum, { count }) => sum + count, 0);
  const buckets = (outcome?: string): Bucket[] =>
    of('duration')
      .filter(({ label }) => outcome === undefined || label === outcome)
      .map(({ bucket, count, amount }) => ({ bucket, count, sum: amount }));
  const [placed, confirmed, cancelled] = [of('placed'), of('confirmed'), of('cancelled')];
  return {
    orders: {
      placed: total(placed),
      confirmed: total(confirmed),
      cancelled: total(cancelled),
      cancelledByReason: byLabel(cancelled, ({ count }) => count),
    },
    revenue: Object.fromEntries(
      Object.entries(byLabel(confirmed, ({ amount }) => amount)).map(([currency, minor]) => [
        currency,
        toDecimal(minor),
      ]),
    ),
    sagaDurations: {
      all: durationsOf(buckets()),
      confirmed: durationsOf(buckets('confirmed')),
      cancelled: durationsOf(buckets('cancelled')),
    },
  };
}

function byLabel(rows: readonly Row[], value: (row: Row) => number): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[row.label] = (sums[row.label] ?? 0) + value(row);
  return sums;
}
