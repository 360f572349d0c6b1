import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { trpc } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { moment } from '../../words/moment.ts';
import { type Bar, Bars } from './bars.tsx';
import { type Days, shortDay, TIMEZONE } from './days.ts';

const HALF_HOUR_MS = 1_800_000;

interface CourseProps {
  days: Days;
  /** Per day, of a longer range. */
  perDay: readonly { date: string; orders: { confirmed: number; cancelled: number } }[];
  everyMs: number;
}

/** Ends of orders over the chosen time: by half hours within one day, else by days. */
export function Course({ days, perDay, everyMs }: CourseProps) {
  const oneDay = days.from === days.to;
  const { data } = useQuery(
    trpc.analytics.halfHours.queryOptions(
      { date: days.from, timezone: TIMEZONE },
      { enabled: oneDay, refetchInterval: everyMs },
    ),
  );
  const name = oneDay ? 'Orders per half hour' : 'Orders per day';
  const bars = oneDay
    ? halfHours(days.from, data?.items ?? [])
    : perDay.map(({ date, orders }) => ({ label: shortDay(date), ...orders }));
  const frame = useRef<HTMLElement>(null);
  const { length } = bars;
  useEffect(() => {
    // Wider than a phone: what is new stands at the right.
    if (frame.current && length > 0) frame.current.scrollLeft = frame.current.scrollWidth;
  }, [length]);
  return (
    <Card
      title={name}
      end={
        <span className="legend">
          <span>
            <i className="key confirmed" /> confirmed
          </span>
          <span>
            <i className="key cancelled" /> cancelled
          </span>
        </span>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, so it must be reachable by key */}
      <section ref={frame} className="section course" tabIndex={0} aria-label={`${name}, scrollable`}>
        <Bars bars={bars} name={name} />
      </section>
    </Card>
  );
}

/** Every half hour of the day up to now, the empty ones too. */
function halfHours(day: string, items: readonly { at: string; confirmed: number; cancelled: number }[]): Bar[] {
  const midnight = new Date(`${day}T00:00:00`);
  const next = new Date(midnight);
  next.setDate(next.getDate() + 1);
  const end = Math.min(Date.now(), next.getTime());
  const byTime = new Map(items.map((item) => [Date.parse(item.at), item]));
  const bars: Bar[] = [];
  for (let at = midnight.getTime(); at < end; at += HALF_HOUR_MS) {
    const { confirmed = 0, cancelled = 0 } = byTime.get(at) ?? {};
    bars.push({ label: moment(at).slice(-8, -3).trim() || moment(at), confirmed, cancelled });
  }
  return bars;
}
