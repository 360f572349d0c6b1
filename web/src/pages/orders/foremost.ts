import type { OrderRow } from '../../api/types.ts';

/** Rows above the list at most. */
const MOST = 4;

/** Of the stuck orders, oldest first, those shown above the list: the oldest of each cause, then the next oldest. */
export function foremost(stuck: readonly OrderRow[]): { shown: OrderRow[]; rest: OrderRow[] } {
  const causes = new Set<string>();
  const first = stuck.filter((row) => {
    const cause = row.stuck?.cause ?? '';
    return !causes.has(cause) && causes.add(cause);
  });
  const others = stuck.filter((row) => !first.includes(row));
  const chosen = new Set([...first, ...others].slice(0, MOST));
  return { shown: stuck.filter((row) => chosen.has(row)), rest: stuck.filter((row) => !chosen.has(row)) };
}
