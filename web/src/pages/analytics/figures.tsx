import type { Outputs } from '../../api/types.ts';
import { count, money, share } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';

export type Metrics = Pick<Outputs['analytics']['range'], 'orders' | 'revenue' | 'sagaDurations'>;

interface FiguresProps {
  metrics: Metrics;
  /** Orders placed in the time before, for comparison, and what that time is called. */
  before: { placed: number; name: string } | undefined;
}

const COMPACT_FROM = 100_000;

/** The key figures in one row. */
export function Figures({ metrics: { orders, revenue, sagaDurations }, before }: FiguresProps) {
  const { placed, confirmed, cancelled } = orders;
  const ended = confirmed + cancelled;
  const { p50Ms, p95Ms } = sagaDurations.confirmed;
  const [main = ['EUR', 0], ...others] = Object.entries(revenue).sort(([, a], [, b]) => b - a) as [
    string,
    number,
  ][];
  const [exact, compact] = [money(main[1], main[0]), compactMoney(main[1], main[0])];
  return (
    <dl className="card figures">
      <Figure name="Placed" value={count(placed)} about={before && compared(placed, before)} />
      <Figure name="Confirmed" value={count(confirmed)} about={share(confirmed, ended)} />
      <Figure name="Cancelled" value={count(cancelled)} about={share(cancelled, ended)} />
      <Figure
        name="Revenue"
        value={compact}
        about={
          others.length > 0
            ? others.map(([currency, total]) => money(total, currency)).join(', ')
            : exact === compact
              ? 'of confirmed orders'
              : exact
        }
      />
      <Figure name="Saga, p50" value={p50Ms === null ? '–' : duration(p50Ms)} about="placed to confirmed" />
      <Figure name="Saga, p95" value={p95Ms === null ? '–' : duration(p95Ms)} about="placed to confirmed" />
    </dl>
  );
}

function Figure({ name, value, about }: { name: string; value: string; about: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        <small>{about}</small>
      </dd>
    </div>
  );
}

function compared(placed: number, { placed: then, name }: { placed: number; name: string }): string {
  if (then === 0) return `none ${name}`;
  const change = (100 * (placed - then)) / then;
  return `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(1)} % on ${name}`;
}

function compactMoney(value: number, currency: string): string {
  if (value < COMPACT_FROM) return money(value, currency);
  const text = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 4,
  }).format(value);
  return text.replace(/([KMB])$/, ' $1');
}
