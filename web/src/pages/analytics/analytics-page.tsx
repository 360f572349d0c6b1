import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from '../../address/use-params.ts';
import { trpc } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Choice } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { serverNow } from '../../words/clock.ts';
import './analytics.css';
import { Course } from './course.tsx';
import { type Days, isDay, lengthOf, shifted, shortDay, TIMEZONE, today, weekday } from './days.ts';
import { Figures } from './figures.tsx';
import { Histogram } from './histogram.tsx';
import { RangeDialog } from './range-dialog.tsx';
import { Reasons } from './reasons.tsx';
import { RecentEvents } from './recent-events.tsx';

const EVERY_MS = 5_000;

type Preset = '1' | '7' | '30' | 'range';

export default function AnalyticsPage() {
  const [params, change] = useParams();
  const [asking, setAsking] = useState(false);
  const now = today(serverNow());
  const days = daysOf(params, now);
  const asked = { ...days, timezone: TIMEZONE };
  const options = { refetchInterval: EVERY_MS, placeholderData: keepPreviousData };
  const range = useQuery(trpc.analytics.range.queryOptions(asked, options));
  const durations = useQuery(trpc.analytics.durations.queryOptions(asked, options));
  const before = useBefore(days, now);
  const length = lengthOf(days);
  const preset: Preset =
    days.to === now && (length === 1 || length === 7 || length === 30) ? (`${length}` as Preset) : 'range';
  const choose = (key: Preset) => {
    if (key === 'range') setAsking(true);
    else if (key === '1') change({ from: undefined, to: undefined });
    else change({ from: shifted(now, 1 - Number(key)), to: now });
  };
  const { data } = range;
  return (
    <>
      <PageHead
        title="Analytics"
        beside={preset === 'range' && <span className="muted">{named(days)}</span>}
        actions={
          <>
            <Choice<Preset>
              label="Time"
              segments={[
                { key: '1', words: 'Today' },
                { key: '7', words: '7 days' },
                { key: '30', words: '30 days' },
                { key: 'range', words: 'Range…' },
              ]}
              chosen={preset}
              onChoose={choose}
            />
            <span className="muted small hide-phone">Times in {TIMEZONE}</span>
          </>
        }
      />
      {range.error && !data ? (
        <Card>
          <Failed what="The figures" error={range.error} onRetry={() => void range.refetch()} />
        </Card>
      ) : !data ? (
        <Card>
          <Skeleton what="the figures" />
        </Card>
      ) : (
        <>
          <Figures metrics={data} before={before} />
          <div className="analytics">
            <Course days={days} perDay={data.days} everyMs={EVERY_MS} />
            <Card title="Time from placed to end">
              <div className="section">
                <Histogram
                  buckets={durations.data?.items ?? []}
                  p50Ms={data.sagaDurations.all.p50Ms}
                  p95Ms={data.sagaDurations.all.p95Ms}
                />
              </div>
            </Card>
            <RecentEvents />
            <Reasons
              reasons={data.orders.cancelledByReason}
              cancelled={data.orders.cancelled}
              when={preset === '1' ? 'today' : `in ${length} ${length === 1 ? 'day' : 'days'}`}
            />
          </div>
        </>
      )}
      {asking && (
        <RangeDialog
          days={days}
          latest={now}
          onClose={() => setAsking(false)}
          onChoose={(chosen) => {
            setAsking(false);
            change({ ...chosen });
          }}
        />
      )}
    </>
  );
}

function daysOf(params: URLSearchParams, now: string): Days {
  const [from, to] = [params.get('from'), params.get('to')];
  return isDay(from) && isDay(to) && from <= to ? { from, to } : { from: now, to: now };
}

function named({ from, to }: Days): string {
  return from === to ? shortDay(from) : `${shortDay(from)} to ${shortDay(to)}`;
}

/** Orders placed in the time to compare with: for today the same weekday up to the same hour, else the days before. */
function useBefore(days: Days, now: string): { placed: number; name: string } | undefined {
  const isToday = days.from === now && days.to === now;
  const length = lengthOf(days);
  const weekAgo = shifted(now, -7);
  const course = useQuery(
    trpc.analytics.halfHours.queryOptions({ date: weekAgo, timezone: TIMEZONE }, { enabled: isToday }),
  );
  const earlier = { from: shifted(days.from, -length), to: shifted(days.from, -1), timezone: TIMEZONE };
  const range = useQuery(trpc.analytics.range.queryOptions(earlier, { enabled: !isToday }));
  if (!isToday)
    return (
      range.data && {
        placed: range.data.orders.placed,
        name: length === 1 ? 'the day before' : `the ${length} days before`,
      }
    );
  const sameHour = serverNow() - 7 * 86_400_000;
  const placed = course.data?.items
    .filter(({ at }) => Date.parse(at) <= sameHour)
    .reduce((sum, item) => sum + item.placed, 0);
  return placed === undefined ? undefined : { placed, name: `last ${weekday(weekAgo)}` };
}
