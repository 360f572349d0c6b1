/** A histogram's bars: durations on a logarithmic scale, in milliseconds. */
export interface Bin {
  fromMs: number;
  toMs: number;
  count: number;
}

const BARS = 20;
/** The narrowest scale: sagas that all took the same still get a bar among others. */
const LEAST_RATIO = 4;

/** Puts fine buckets together into {@link BARS} bars of the same width on a logarithmic axis. */
export function binned(buckets: readonly Bin[]): Bin[] {
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) return [];
  const middle = (bin: Bin) => Math.sqrt(Math.max(bin.fromMs, 0.5) * bin.toMs);
  let [low, high] = [Math.max(first.fromMs, 0.5), last.toMs];
  if (high / low < LEAST_RATIO) {
    const centre = Math.sqrt(low * high);
    [low, high] = [centre / Math.sqrt(LEAST_RATIO), centre * Math.sqrt(LEAST_RATIO)];
  }
  const step = (high / low) ** (1 / BARS);
  const bars = Array.from({ length: BARS }, (_, index) => ({
    fromMs: low * step ** index,
    toMs: low * step ** (index + 1),
    count: 0,
  }));
  for (const bucket of buckets) {
    const at = Math.floor(Math.log(middle(bucket) / low) / Math.log(step));
    const bar = bars[Math.min(BARS - 1, Math.max(0, at))];
    if (bar) bar.count += bucket.count;
  }
  return bars;
}

const ROUND_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_200_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];
const MOST_MARKS = 6;

/** Round durations within a histogram, for its axis. */
export function marksOf(bins: readonly Bin[]): number[] {
  const from = bins[0]?.fromMs ?? 1;
  const to = bins.at(-1)?.toMs ?? 1;
  const inside = ROUND_MS.filter((ms) => ms >= from && ms <= to);
  const every = Math.ceil(inside.length / MOST_MARKS);
  return inside.filter((_, index) => index % every === 0);
}

/** The largest round number of ticks' step for a scale from 0: 1, 2, 5, 10, 20, 50 … */
export function roundStep(most: number, ticks: number): number {
  const raw = Math.max(most, 1) / ticks;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 3, 5, 10].map((factor) => factor * power).find((each) => each >= raw) ?? 10 * power;
  return Math.max(1, step);
}
