import { z } from 'zod';

const LONGEST_RANGE_DAYS = 366;
const DAY_MS = 86_400_000;

/** A name that is an offset (`+02:00`) is refused: PostgreSQL reads those the other way round. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const Timezone = z
  .string()
  .max(64)
  .default('UTC')
  .refine(isTimeZone, 'is not a time zone; use a name of the IANA database, like Europe/Berlin or UTC')
  .describe('In which a day begins and ends: a name of the IANA database')
  .meta({ examples: ['Europe/Berlin'] });

const Day = z.iso.date('must be a date like 2026-11-21');

export const TodayQuery = z.object({ timezone: Timezone });

export const RangeQuery = z
  .object({
    from: Day.describe('The first day'),
    to: Day.describe('The last day; it counts too'),
    timezone: Timezone,
  })
  .superRefine(({ from, to }, ctx) => {
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    if (days < 1) ctx.addIssue({ code: 'custom', path: ['from'], message: `${from} is after to (${to})` });
    if (days > LONGEST_RANGE_DAYS)
      ctx.addIssue({
        code: 'custom',
        path: ['to'],
        message: `the range has ${days} days; ${LONGEST_RANGE_DAYS} are allowed`,
      });
  });

const Milliseconds = z.number().nullable().describe('Milliseconds, within 1 %; null where no saga ended');

const Durations = z
  .object({
    count: z.int(),
    meanMs: z.number().nullable().describe('Exact'),
    p50Ms: Milliseconds,
    p95Ms: Milliseconds,
    p99Ms: Milliseconds,
  })
  .meta({ id: 'Durations' });

const figures = {
  orders: z
    .object({
      placed: z.int(),
      confirmed: z.int(),
      cancelled: z.int(),
      cancelledByReason: z.record(z.string(), z.int()),
    })
    .describe('Placed on these days; confirmed and cancelled on these days, whenever they were placed'),
  revenue: z.record(z.string(), z.number()).describe('Of confirmed orders, by currency'),
  sagaDurations: z
    .object({ all: Durations, confirmed: Durations, cancelled: Durations })
    .describe('From placing to the end, of the orders that ended on these days'),
};

export const Today = z.object({ date: z.string(), timezone: z.string(), ...figures }).meta({ id: 'TodayMetrics' });

export const Range = z
  .object({
    from: z.string(),
    to: z.string(),
    timezone: z.string(),
    ...figures,
    days: z.array(z.object({ date: z.string(), ...figures })).describe('Every day of the range'),
  })
  .meta({ id: 'RangeMetrics' });

export const DayQuery = z.object({ date: Day, timezone: Timezone });

export const HalfHours = z.object({
  items: z
    .array(z.object({ at: z.iso.datetime(), placed: z.int(), confirmed: z.int(), cancelled: z.int() }))
    .describe('Those in which anything happened'),
});

export const DurationHistogram = z.object({
  items: z
    .array(z.object({ fromMs: z.number(), toMs: z.number(), count: z.int() }))
    .describe('Shortest first, without empty ones; each is 2 % wide'),
});

export const RecentQuery = z.object({
  limit: z.coerce.number<number>().int().min(1).max(100).default(20).describe('Items on a page'),
  cursor: z
    .string()
    .regex(/^\d{1,20}-\d{1,20}$/, 'is not the cursor of this list')
    .optional()
    .describe('The `nextCursor` of the page before'),
});
