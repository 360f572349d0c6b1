import type { z } from 'zod';
import { idOf, type StoredEvent, typeOf } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { MERGE_MS, merged } from '../live/merge.ts';
import { isAfter } from '../live/tail.ts';
import type { RowsUpdate, WatchRowsInput } from './console-schemas.ts';
import { rowsOf } from './rows.ts';

/** Events read at a time when a reader comes back. */
const PAGE = 500;
/** Rows in one update; the other changes are counted. */
const MOST_ROWS = 100;

/**
 * What changed in the list of orders, at most four times a second. The id to resume from is that of the last event: who
 * comes back gets what happened meanwhile as one update. Who names orders is told first how those stand now. The reader is
 * attached before the store is read.
 */
export async function* watchRows(
  ctx: Context,
  { orderIds, lastEventId }: z.infer<typeof WatchRowsInput>,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ id: string; update: RowsUpdate }, void> {
  const ended = signal ? AbortSignal.any([signal, ctx.closing]) : ctx.closing;
  const wanted = orderIds && new Set(orderIds);
  const feed = ctx.live.all(ended);
  try {
    let last = lastEventId ?? undefined;
    const missed = new Changes(wanted);
    if (last !== undefined) {
      for (
        let page = await ctx.events.after(last, PAGE);
        page.length > 0;
        page = await ctx.events.after(last, PAGE)
      ) {
        missed.add(page);
        last = page.at(-1)?.id ?? last;
        if (page.length < PAGE || ended.aborted) break;
      }
    } else if (wanted) last = (await ctx.events.before(undefined, 1))[0]?.id;
    const told = wanted && wanted.size > 0 ? [...wanted] : undefined;
    if ((told || missed.changed > 0) && last !== undefined)
      yield { id: last, update: await missed.update(ctx, told) };
    for await (const batch of merged(feed, MERGE_MS, ended)) {
      const seen = last;
      const fresh = seen === undefined ? batch : batch.filter(({ id }) => isAfter(id, seen));
      const changes = new Changes(wanted);
      changes.add(fresh);
      last = fresh.at(-1)?.id ?? last;
      if (changes.changed > 0 && last !== undefined) yield { id: last, update: await changes.update(ctx) };
    }
  } finally {
    feed.close();
  }
}

/** Which orders a batch of events changed. */
class Changes {
  private readonly wanted: ReadonlySet<string> | undefined;
  private readonly orders = new Set<string>();
  private placed = 0;

  constructor(wanted: ReadonlySet<string> | undefined) {
    this.wanted = wanted;
  }

  get changed(): number {
    return this.orders.size;
  }

  add(events: readonly StoredEvent[]): void {
    for (const { actor, type } of events) {
      if (typeOf(actor) !== 'order') continue;
      this.orders.add(idOf(actor));
      if (type === 'OrderPlaced') this.placed += 1;
    }
  }

  /** With the rows of the orders that changed, or of those that are named. */
  async update(ctx: Context, named?: readonly string[]): Promise<RowsUpdate> {
    const ids = named ?? [...this.orders].filter((id) => !this.wanted || this.wanted.has(id)).slice(-MOST_ROWS);
    return { rows: await rowsOf(ctx, ids), placed: this.placed, changed: this.orders.size };
  }
}
