import { count } from '../../words/amount.ts';
import { roundStep } from './bins.ts';

export interface Bar {
  /** "10:30", "Nov 21" */
  label: string;
  confirmed: number;
  cancelled: number;
}

interface BarsProps {
  bars: readonly Bar[];
  /** "Orders per half hour" */
  name: string;
}

const LEFT = 40;
const RIGHT = 736;
const TOP = 24;
const BOTTOM = 196;
const TICKS = 4;
/** Fewer bars than this are not made wider. */
const LEAST_PITCHES = 22;
const LABELS = 7;
/** Bars from one label to the next: whole hours of half hours, and days alike. */
const LABEL_STEPS = [1, 2, 4, 6, 8, 12, 16, 24, 48, 96];

/** Ends of orders over time, stacked: confirmed below, cancelled above. */
export function Bars({ bars, name }: BarsProps) {
  const most = Math.max(...bars.map(({ confirmed, cancelled }) => confirmed + cancelled), 0);
  const step = roundStep(most, TICKS);
  const top = step * Math.max(TICKS, Math.ceil(most / step));
  const y = (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP);
  const pitch = (RIGHT - LEFT) / Math.max(bars.length, LEAST_PITCHES);
  const width = Math.max(2, Math.min(pitch - 3, 22));
  const every = LABEL_STEPS.find((step) => bars.length / step <= LABELS) ?? bars.length;
  const ticks = Array.from({ length: top / step + 1 }, (_, index) => index * step);
  return (
    <>
      <svg className="viz" viewBox="0 0 740 224" width="100%" role="img" aria-label={summary(name, bars)}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="axis" x1={LEFT} x2={RIGHT} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {count(tick)}
            </text>
          </g>
        ))}
        {bars.map(({ label, confirmed, cancelled }, index) => {
          const x = LEFT + 4 + index * pitch;
          const base = y(confirmed);
          return (
            <g key={label}>
              {confirmed > 0 && (
                <rect x={x} y={base} width={width} height={BOTTOM - base} fill="var(--confirmed)" opacity=".85" />
              )}
              {cancelled > 0 && (
                <rect
                  x={x}
                  y={y(confirmed + cancelled) - (confirmed > 0 ? 1 : 0)}
                  width={width}
                  height={Math.max(1, base - y(confirmed + cancelled))}
                  fill="var(--cancelled)"
                />
              )}
              {index % every === 0 && (
                <text x={x} y={BOTTOM + 18}>
                  {label}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <table className="sr-only">
        <caption>{name}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Confirmed</th>
            <th scope="col">Cancelled</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ label, confirmed, cancelled }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{confirmed}</td>
              <td>{cancelled}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function summary(name: string, bars: readonly Bar[]): string {
  const total = ({ confirmed, cancelled }: Bar) => confirmed + cancelled;
  const most = bars.reduce<Bar | undefined>(
    (best, bar) => (!best || total(bar) > total(best) ? bar : best),
    undefined,
  );
  if (!most || total(most) === 0) return `${name}: none`;
  return `${name}, most at ${most.label}: ${count(total(most))}`;
}
