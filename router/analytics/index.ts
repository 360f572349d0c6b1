import { Event, toEvent } from '../events/schemas.ts';
import { route } from '../openapi/route.ts';
import { pageOf } from '../paging.ts';
import { procedure, router } from '../trpc.ts';
import { Range, RangeQuery, RecentQuery, Today, TodayQuery } from './schemas.ts';

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
