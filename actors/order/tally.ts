import { Cached, type Sql, StillCounting } from '../../runtime/index.ts';
import { type OrderTally, type TallyFilter, tallyOrders } from './list-queries.ts';

const EVERY_MS = 1_000;
/** How long a caller waits for newer figures where there are older ones, and where there are none. */
const PATIENCE_MS = 300;
const FIRST_PATIENCE_MS = 5_000;
/** Filters whose figures are kept. */
const MOST_KEPT = 100;

/**
 * Counts each kind of filter once for all who ask: at most once a second, less often where that takes longer than a
 * tenth of the time. Throws `StillCounting` where the first count takes too long to wait for.
 */
export function openTally(sql: Sql): (filter: TallyFilter) => Promise<OrderTally> {
  const kept = new Map<string, Cached<OrderTally>>();
  return async (filter) => {
    const key = JSON.stringify(Object.entries(filter).sort());
    const counted = kept.get(key) ?? new Cached(() => tallyOrders(sql, filter), { everyMs: EVERY_MS });
    kept.delete(key);
    kept.set(key, counted);
    for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
    const tally = (await counted.fresh(PATIENCE_MS)) ?? (await counted.within(FIRST_PATIENCE_MS));
    if (!tally) throw new StillCounting(0, 'orders');
    return tally;
  };
}
