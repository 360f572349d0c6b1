import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '../definition.ts';
import type { Sql } from '../sql.ts';
import { ENTRIES_PER_ROUND, Feed, type StreamReader } from './feed.ts';
import { START } from './position.ts';
import type { StreamEntry } from './stream.ts';

const event = (n: number) => ({ id: `${n}-0`, actor: 'order/1', version: n, type: 'E' }) as unknown as StoredEvent;
const entry = (n: number): StreamEntry => ({ id: `${n}-0`, previous: `${n - 1}-0`, events: [event(n)] });
/** The store holds event 1 only: the rest comes by the stream. */
const store: Sql = {
  query: async <Row>() =>
    [{ ...event(1), tx: '1', pos: '0', payload: {}, correlationId: 'c', messageId: 'm', at: new Date() }] as Row[],
};

describe('a feed', () => {
  test('knows whether the stream holds more than one round takes, so that nobody who is behind pauses', async () => {
    const waiting = Array.from({ length: ENTRIES_PER_ROUND + 1 }, (_, index) => entry(index + 2));
    const reader: StreamReader = {
      next: async () => waiting.splice(0, ENTRIES_PER_ROUND),
      acknowledge: async () => undefined,
    };
    const feed = new Feed(reader, START);
    const taken: number[] = [];
    const take = async (events: readonly StoredEvent[]) => void taken.push(events.length);
    const more: boolean[] = [];
    for (let round = 0; round < 3; round += 1) {
      await feed.next(store, take);
      more.push(feed.hasMore);
    }
    expect(taken).toEqual([1, ENTRIES_PER_ROUND, 1]);
    expect(more).toEqual([false, true, false]);
  });
});
