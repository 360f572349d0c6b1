import { count } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import { type Bin, binned, marksOf } from './bins.ts';

interface HistogramProps {
  buckets: readonly Bin[];
  p50Ms: number | null;
  p95Ms: number | null;
}

const LEFT = 12;
const WIDTH = 396;
const BASE = 150;
const HEIGHT = 120;
const GAP = 4;
/** Half a label: it must not reach over the edge. */
const EDGE = 18;

/** How long sagas took, on a logarithmic axis, with the median and the 95th percentile. */
export function Histogram({ buckets, p50Ms, p95Ms }: HistogramProps) {
  const bins = binned(buckets);
  const first = bins[0];
  const last = bins.at(-1);
  if (!first || !last)
    return <p className="muted">How long orders took to their end is shown once one has ended.</p>;
  const most = Math.max(...bins.map((bin) => bin.count));
  const pitch = WIDTH / bins.length;
  const x = (ms: number) => LEFT + (Math.log(ms / first.fromMs) / Math.log(last.toMs / first.fromMs)) * WIDTH;
  const percentiles = [
    { name: 'p50', ms: p50Ms, from: 20 },
    { name: 'p95', ms: p95Ms, from: 44 },
  ];
  return (
    <svg
      className="viz"
      viewBox="0 0 420 180"
      width="100%"
      role="img"
      aria-label={`Time from placed to end: median ${duration(p50Ms ?? 0)}, 95 percent under ${duration(p95Ms ?? 0)}, of ${count(
        bins.reduce((sum, bin) => sum + bin.count, 0),
      )} orders`}
    >
      {bins.map((bin, index) => {
        const height = bin.count === 0 ? 0 : Math.max(1, (bin.count / most) * HEIGHT);
        return (
          <rect
            key={bin.fromMs}
            x={LEFT + index * pitch}
            y={BASE - height}
            width={pitch - GAP}
            height={height}
            fill="var(--text-3)"
            opacity=".75"
          />
        );
      })}
      <line className="axis" x1={LEFT - 4} x2={LEFT + WIDTH + 4} y1={BASE + 0.5} y2={BASE + 0.5} />
      {marksOf(bins).map((ms) => (
        <text key={ms} x={Math.max(x(ms), LEFT + EDGE)} y={BASE + 18} textAnchor="middle">
          {duration(ms)}
        </text>
      ))}
      {percentiles.map(
        ({ name, ms, from }) =>
          ms !== null && (
            <g key={name}>
              <line x1={x(ms)} x2={x(ms)} y1={from} y2={BASE} stroke="var(--text)" />
              <text
                className="percentile"
                x={x(ms) > LEFT + WIDTH * 0.7 ? x(ms) - 4 : x(ms) + 4}
                y={from + 4}
                textAnchor={x(ms) > LEFT + WIDTH * 0.7 ? 'end' : 'start'}
              >
                {name} {duration(ms)}
              </text>
            </g>
          ),
      )}
    </svg>
  );
}
