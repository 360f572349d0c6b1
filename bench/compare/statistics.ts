/** The middle value; the mean of the two middle ones where there are as many below as above. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] as number;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The value below which this share (0 to 1) of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How far the values lie apart: the largest over the smallest, minus 1. */
export function spread(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values) - 1;
}

/**
 * How many times faster `ours` was, as the median over the rounds in which both ran: what slows a whole round down
 * falls out. NaN where no round has both.
 */
export function pairedRatio(ours: ReadonlyMap<number, number>, theirs: ReadonlyMap<number, number>): number {
  const ratios = [...ours].flatMap(([round, value]) => {
    const other = theirs.get(round);
    return other === undefined ? [] : [value / other];
  });
  return median(ratios);
}
