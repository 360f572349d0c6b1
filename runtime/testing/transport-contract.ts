/** What the runtime relies on in a transport. Every implementation passes it. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { Message } from '../message.ts';
import { type Arrival, JobFailed, type Transport } from '../transport/transport.ts';

export interface TransportUnderTest {
  transport: Transport;
  /** The transport forgets all that it holds. */
  lose(): Promise<void>;
  close(): Promise<void>;
}

/** `open` gives a transport whose failed messages have three attempts, 5 ms apart. */
export function transportContract(open: () => Promise<TransportUnderTest>): void {
  let subject: TransportUnderTest;
  let transport: Transport;
  let queue: string;
  let count = 0;
  beforeEach(async () => {
    subject = await open();
    transport = subject.transport;
    count += 1;
    queue = `contract-${count}`;
  });
  afterEach(() => subject.close());

  const message = (id: string): Message => ({
    id,
    to: 'chart/1',
    type: 'T',
    payload: { id },
    correlationId: 'c',
    sentAt: 1,
  });
  const envelope = (id: string, ...ids: string[]) => ({ id, queue, messages: ids.map(message) });

  /** Works the queue; `handle` decides how each job ends. */
  function work(handle: (arrival: Arrival) => Promise<void> = async () => undefined): Arrival[] {
    const arrivals: Arrival[] = [];
    transport.work(queue, 5, (arrival) => {
      arrivals.push(arrival);
      return handle(arrival);
    });
    return arrivals;
  }

  test('carries an envelope, whole and in order, to whoever works its queue', async () => {
    await transport.dispatch([envelope('e-1', 'a', 'b', 'c')]);
    const arrivals = work();
    await waitUntil(() => arrivals.length === 1);
    expect(arrivals[0]).toEqual({ envelopeId: 'e-1', queue, messages: ['a', 'b', 'c'].map(message) });
  });

  test('hands envelopes out in the order of dispatch', async () => {
    for (const id of ['e-1', 'e-2', 'e-3']) await transport.dispatch([envelope(id, id)]);
    const arrivals = work();
    await waitUntil(() => arrivals.length === 3);
    expect(arrivals.map(({ envelopeId }) => envelopeId)).toEqual(['e-1', 'e-2', 'e-3']);
  });

  test('holds an envelope until it is handled, and no longer', async () => {
    await transport.dispatch([envelope('e-1', 'a')]);
    expect(await transport.holds([envelope('e-1'), envelope('e-2')])).toEqual(new Set(['e-1']));
    let finish: () => void = () => undefined;
    const arrivals = work(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await waitUntil(() => arrivals.length === 1);
    expect(await transport.holds([envelope('e-1')])).toEqual(new Set(['e-1']));
    finish();
    await waitUntil(async () => (await transport.holds([envelope('e-1')])).size === 0);
  });

  test('keeps one of two with the same id, and takes the id again when that one is over', async () => {
    await transport.dispatch([envelope('e-1', 'a')]);
    await transport.dispatch([envelope('e-1', 'a')]);
    const arrivals = work();
    await waitUntil(async () => (await transport.holds([envelope('e-1')])).size === 0);
    expect(arrivals).toHaveLength(1);
    await transport.dispatch([envelope('e-1', 'a')]);
    await waitUntil(() => arrivals.length === 2);
  });

  test('tries a failed message again with what happened before, and says which attempt is the last', async () => {
    const arrivals = work(async ({ retry }) => {
      throw new JobFailed(`attempt ${retry?.attempt}`, retry?.last === true);
    });
    const first = { at: '2026-01-01T00:00:00.000Z', error: 'in the envelope' };
    await transport.retry(envelope('retry/1', 'a'), { history: [first], delayed: true });
    await waitUntil(
      async () => arrivals.length === 3 && (await transport.holds([envelope('retry/1')])).size === 0,
    );
    expect(arrivals.map(({ retry }) => [retry?.attempt, retry?.last])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(arrivals[2]?.retry?.history.map(({ error }) => error)).toEqual([
      'in the envelope',
      'attempt 1',
      'attempt 2',
    ]);
  });

  test('gives up at once what failed for good, and takes its id again only after a drop', async () => {
    const arrivals = work(async () => {
      throw new JobFailed('for good', true);
    });
    const send = () => transport.retry(envelope('retry/1', 'a'), { history: [], delayed: false });
    await send();
    await waitUntil(
      async () => arrivals.length === 1 && (await transport.holds([envelope('retry/1')])).size === 0,
    );
    await send();
    await transport.drop(envelope('retry/1'));
    await send();
    await waitUntil(() => arrivals.length === 2);
  });

  test('says that its epoch changed when it lost what it held', async () => {
    const before = transport.epoch;
    let changes = 0;
    transport.onEpochChange(() => {
      changes += 1;
    });
    await transport.dispatch([envelope('e-1', 'a')]);
    await subject.lose();
    await waitUntil(() => changes === 1);
    expect(transport.epoch).not.toBe(before);
    expect((await transport.holds([envelope('e-1')])).size).toBe(0);
  });

  test('brings an answer to the process that asked, and to no other', async () => {
    const mine: Message[] = [];
    await transport.onReply('p1', (reply) => void mine.push(reply));
    await transport.publishReply('p2', message('not mine'));
    await transport.publishReply('p1', message('mine'));
    await waitUntil(() => mine.length > 0);
    expect(mine).toEqual([message('mine')]);
  });

  test('keeps the jobs of a queue that is held until it is released, and hands out those of others', async () => {
    const arrivals = work();
    const others = `${queue}-other`;
    const elsewhere: Arrival[] = [];
    transport.work(others, 5, async (arrival) => void elsewhere.push(arrival));
    await transport.dispatch([envelope('e-0', 'a')]);
    await waitUntil(() => arrivals.length === 1);
    await transport.hold(queue);
    await transport.dispatch([envelope('e-1', 'a')]);
    await transport.dispatch([envelope('e-2', 'a')]);
    await transport.dispatch([{ ...envelope('e-3', 'a'), queue: others }]);
    await waitUntil(() => elsewhere.length === 1);
    expect(await transport.holds([envelope('e-1'), envelope('e-2')])).toEqual(new Set(['e-1', 'e-2']));
    expect(arrivals).toHaveLength(1);
    await transport.release(queue);
    await waitUntil(() => arrivals.length === 3);
    expect(arrivals.map(({ envelopeId }) => envelopeId).sort()).toEqual(['e-0', 'e-1', 'e-2']);
  });

  test('holds a queue that is worked only later', async () => {
    await transport.hold(queue);
    await transport.dispatch([envelope('e-1', 'a')]);
    const arrivals = work();
    await transport.hold(`${queue}-other`);
    expect([await transport.holds([envelope('e-1')]), arrivals]).toEqual([new Set(['e-1']), []]);
    await transport.release(queue);
    await waitUntil(() => arrivals.length === 1);
  });

  test('hands out nothing more once it is paused', async () => {
    const arrivals = work();
    await transport.pause();
    await transport.dispatch([envelope('e-1', 'a')]);
    expect(await transport.holds([envelope('e-1')])).toEqual(new Set(['e-1']));
    expect(arrivals).toEqual([]);
  });
}
