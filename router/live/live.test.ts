import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../runtime/index.ts';
import { FakeRuntime } from '../testing/fake-runtime.ts';
import { EventHub } from './hub.ts';
import { isAfter, tail } from './tail.ts';
import { watchActor } from './watch-actor.ts';

const actor = 'order/1';

describe('live events', () => {
  let runtime: FakeRuntime;
  let live: EventHub;
  let closing: AbortController;
  beforeEach(() => {
    runtime = new FakeRuntime();
    live = new EventHub(runtime);
    closing = new AbortController();
  });

  const log = {
    after: async (id: string, limit: number) =>
      runtime.stored.filter((event) => isAfter(event.id, id)).slice(0, limit),
  };
  const watch = (after: number, signal?: AbortSignal) =>
    watchActor({ runtime, live, closing: closing.signal }, actor, after, signal);
  const versions = (batch: IteratorResult<StoredEvent[], void>) =>
    (batch.value ?? []).map(({ version }) => version);

  it('of an actor begin after the version that was seen', async () => {
    for (const type of ['A', 'B', 'C']) runtime.emit(actor, type);
    expect(versions(await watch(1).next())).toEqual([2, 3]);
  });

  it('go on as they happen, each once, without those of others', async () => {
    runtime.emit(actor, 'A');
    const events = watch(0);
    expect(versions(await events.next())).toEqual([1]);
    const next = events.next();
    runtime.emit('order/2', 'A');
    runtime.emit(actor, 'B');
    expect(versions(await next)).toEqual([2]);
  });

  it('miss nothing that happens while the store is read', async () => {
    const stored = runtime.events.bind(runtime);
    runtime.events = async (to) => {
      const before = await stored(to);
      runtime.emit(actor, 'B');
      runtime.events = stored;
      return before;
    };
    runtime.emit(actor, 'A');
    const events = watch(0);
    expect([versions(await events.next()), versions(await events.next())]).toEqual([[1], [2]]);
  });

  it('fill a gap from the store', async () => {
    runtime.emit(actor, 'A');
    const events = watch(0);
    await events.next();
    runtime.emit(actor, 'B', { told: false });
    runtime.emit(actor, 'C');
    expect(versions(await events.next())).toEqual([2, 3]);
  });

  it.each(['the reader', 'the server'])('end when %s goes, and leave nothing behind', async (who) => {
    const reader = new AbortController();
    runtime.emit(actor, 'A');
    const events = watch(0, reader.signal);
    await events.next();
    const next = events.next();
    (who === 'the reader' ? reader : closing).abort();
    expect((await next).done).toBe(true);
    expect(live.size).toBe(0);
  });

  it('end for a reader that is too slow, after what came in time', async () => {
    const feed = live.of(actor, closing.signal);
    for (let i = 0; i < 10_001; i++) feed.push({ id: `${i}-1` } as StoredEvent);
    expect(await feed.next()).toHaveLength(10_000);
    expect(await feed.next()).toBeUndefined();
  });

  it('of all actors resume after an id and go on live', async () => {
    const first = runtime.emit(actor, 'A');
    runtime.emit('order/2', 'B');
    const events = tail({ events: log, live, closing: closing.signal }, first.id, undefined);
    expect(await events.next()).toMatchObject({ value: { type: 'B' } });
    const next = events.next();
    await new Promise(setImmediate);
    runtime.emit(actor, 'C');
    expect(await next).toMatchObject({ value: { type: 'C' } });
  });

  it('are compared by transaction, then position, as numbers', () => {
    expect([
      isAfter('10-1', '9-5'),
      isAfter('9-10', '9-9'),
      isAfter('9-9', '9-9'),
      isAfter('9-9', '10-1'),
    ]).toEqual([true, true, false, false]);
  });

  it('stop for good when the hub is closed', () => {
    live.close();
    expect(runtime.listeners).toBe(0);
  });
});
