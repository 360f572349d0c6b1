import { Event, toEvent } from '../events/schemas.ts';
import { route } from '../openapi/route.ts';
import { pageOf } from '../paging.ts';
import { procedure, router } from '../trpc.ts';
import {
  DayQuery,
  DurationHistogram,
  HalfHours,
  Range,
  RangeQuery,
  RecentQuery,
  Today,
  TodayQuery,
} from './schemas.ts';

const tag = 'Analytics';

const today = route('GET', '/api/analytics/metrics/today', {
  tag,
  summary: 'Figures of today',
  problems: ['UNKNOWN_TIME_ZONE'],
});
const range = route('GET', '/api/analytics/metrics/range', {
  tag,
  summary: 'Figures of some days, together and each',
  problems: ['UNKNOWN_TIME_ZONE'],
});
const halfHours = route('GET', '/api/analytics/metrics/half-hours', {
  tag,
  summary: 'The course of one day, half hour by half hour',
  problems: ['UNKNOWN_TIME_ZONE'],
});
const durations = route('GET', '/api/analytics/metrics/durations', {
  tag,
  summary: 'How long the sagas took that ended on some days',
  problems: ['UNKNOWN_TIME_ZONE'],
});
const recent = route('GET', '/api/analytics/events/recent', { tag, summary: 'What happened last, newest first' });

export const analytics = router({
  today: procedure
    .meta(today)
    .input(TodayQuery)
    .output(Today)
    .query(({ ctx, input }) => ctx.analytics.today(input.timezone)),

  range: procedure
    .meta(range)
    .input(RangeQuery)
    .output(Range)
    .query(({ ctx, input }) => ctx.analytics.range(input)),

  halfHours: procedure
    .meta(halfHours)
    .input(DayQuery)
    .output(HalfHours)
    .query(async ({ ctx, input }) => ({
      items: (await ctx.analytics.halfHours(input)).map(({ at, ...counts }) => ({
        at: at.toISOString(),
        ...counts,
      })),
    })),

  durations: procedure
    .meta(durations)
    .input(RangeQuery)
    .output(DurationHistogram)
    .query(async ({ ctx, input }) => ({ items: await ctx.analytics.durations(input) })),

  recentEvents: procedure
    .meta(recent)
    .input(RecentQuery)
    .output(pageOf(Event))
    .query(async ({ ctx, input: { cursor, limit } }) => {
      const events = await ctx.events.before(cursor, limit + 1);
      const items = events.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(toEvent), ...(events.length > limit && last && { nextCursor: last.id }) };
    }),
});
