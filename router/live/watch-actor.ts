import type { Address, StoredEvent } from '../../runtime/index.ts';
import type { Context } from '../context.ts';

/**
 * The events of one actor after a version, the stored ones first, then live, each once and in order, until the signal.
 * The reader is attached before the store is read, so that nothing falls between; a gap in the versions (a listener
 * that missed something) is filled from the store.
 */
export async function* watchActor(
  { runtime, live, closing }: Pick<Context, 'runtime' | 'live' | 'closing'>,
  actor: Address,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredEvent[], void> {
  const feed = live.of(actor, signal ? AbortSignal.any([signal, closing]) : closing);
  try {
    let seen = after;
    let events: StoredEvent[] | undefined = await runtime.events(actor);
    while (events) {
      let fresh = events.filter(({ version }) => version > seen);
      if (fresh[0] && fresh[0].version > seen + 1)
        fresh = (await runtime.events(actor)).filter(({ version }) => version > seen);
      if (fresh.length > 0) {
        seen = fresh.at(-1)?.version ?? seen;
        yield fresh;
      }
      events = await feed.next();
    }
  } finally {
    feed.close();
  }
}
