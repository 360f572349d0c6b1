import type { StoredEvent } from '../../runtime/index.ts';
import type { Feed } from './feed.ts';

/** Between two updates of one subscription (milliseconds): at most four a second. */
export const MERGE_MS = 250;

/** What comes in one go or shortly after it, as one batch; ends with the feed. */
export async function* merged(
  feed: Pick<Feed, 'next'>,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent[], void> {
  for (let batch = await feed.next(); batch; batch = await feed.next()) {
    yield batch;
    await pause(everyMs, signal);
  }
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
