import type { StoredEvent } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import type { EventLog } from '../ports.ts';

const PAGE = 500;

/**
 * All events in commit order: with an id, those after it from the store first, then live. The reader is attached before
 * the store is read; what the store gave already is not given again.
 */
export async function* tail(
  { events, live, closing }: Pick<Context, 'live' | 'closing'> & { events: Pick<EventLog, 'after'> },
  lastEventId: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredEvent, void> {
  const ended = signal ? AbortSignal.any([signal, closing]) : closing;
  const feed = live.all(ended);
  try {
    let last = lastEventId;
    while (last && !ended.aborted) {
      const page = await events.after(last, PAGE);
      yield* page;
      if (page.length < PAGE) {
        last = page.at(-1)?.id ?? last;
        break;
      }
      last = page.at(-1)?.id;
    }
    for (let batch = await feed.next(); batch; batch = await feed.next())
      for (const event of batch) if (!last || isAfter(event.id, last)) yield event;
  } finally {
    feed.close();
  }
}

/** Compares two ids of the form `<transaction>-<position>`. */
export function isAfter(id: string, other: string): boolean {
  const [transaction = '0', position = '0'] = id.split('-');
  const [otherTransaction = '0', otherPosition = '0'] = other.split('-');
  const difference = BigInt(transaction) - BigInt(otherTransaction);
  return difference === 0n ? BigInt(position) > BigInt(otherPosition) : difference > 0n;
}
