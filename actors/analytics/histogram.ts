/**
 * Durations in buckets that grow by 2 %, so that days add up and can be rebuilt. A value that is told lies within 1 % of
 * the exact one (half a bucket); counts and means are exact. Thirty days need 1,095 buckets, a usual day some dozens.
 *
 * Bucket 0 holds less than a millisecond, bucket n the range from 1.02^(n-1) to 1.02^n milliseconds.
 */
const GROWTH = 1.02;

/** The bucket of a duration in whole milliseconds, as an SQL expression. */
export function bucketSql(milliseconds: string): string {
  return `CASE WHEN ${milliseconds} < 1 THEN 0 ELSE floor(ln((${milliseconds})::float8) / ln(${GROWTH}::float8))::integer + 1 END`;
}

/** The durations that a bucket holds, in milliseconds; `toMs` is the first that it does not hold. */
export function bucketRange(bucket: number): { fromMs: number; toMs: number } {
  return bucket === 0 ? { fromMs: 0, toMs: 1 } : { fromMs: GROWTH ** (bucket - 1), toMs: GROWTH ** bucket };
}

export interface Bucket {
  bucket: number;
  count: number;
  /** Of all durations in it, in milliseconds. */
  sum: number;
}

export interface Durations {
  count: number;
  /** Milliseconds; null where there is none. The mean is exact, the percentiles within 1 %. */
  meanMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

export function durationsOf(buckets: readonly Bucket[]): Durations {
  const sorted = [...buckets].sort((a, b) => a.bucket - b.bucket);
  const count = sorted.reduce((total, each) => total + each.count, 0);
  if (count === 0) return { count, meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
  const sum = sorted.reduce((total, each) => total + each.sum, 0);
  const at = (share: number) => percentile(sorted, Math.ceil(share * count));
  return { count, meanMs: Math.round(sum / count), p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** Nearest rank: the duration that so many are not longer than. */
function percentile(sorted: readonly Bucket[], rank: number): number {
  let seen = 0;
  for (const { bucket, count } of sorted) {
    seen += count;
    if (seen >= rank) return middle(bucket);
  }
  return 0;
}

/** The value whose relative distance to both ends of the bucket is the same, to a tenth of a millisecond. */
function middle(bucket: number): number {
  if (bucket === 0) return 0;
  return Math.round(((2 * GROWTH ** bucket) / (GROWTH + 1)) * 10) / 10;
}
