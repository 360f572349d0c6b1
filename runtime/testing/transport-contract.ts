/** What the runtime relies on in a transport. Every implementation passes it. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { Message } from '../message.ts';
import { type Arrival, JobFailed, type Transport, WrongOwner } from '../transport/transport.ts';

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

  test('takes back a job that reached the wrong process, counts no attempt, and hands it out again', async () => {
    let refusals = 0;
    const arrivals = work(async () => {
      refusals += 1;
      if (refusals <= 5) throw new WrongOwner();
    });
    await transport.retry(envelope('e-1', 'a'), { history: [], delayed: false });
    await waitUntil(async () => (await transport.holds([envelope('e-1')])).size === 0);
    expect(arrivals).toHaveLength(6);
    expect(arrivals.at(-1)?.retry).toEqual({ attempt: 1, last: false, history: [] });
  });

  test('finishes what is under way in a queue, hands out nothing more, and goes on when it is resumed', async () => {
    const arrivals: string[] = [];
    let settle: () => void = () => undefined;
    const worked = transport.work(queue, 5, ({ envelopeId }) => {
      arrivals.push(envelopeId);
      return envelopeId === 'e-1' ? new Promise((resolve) => (settle = resolve)) : Promise.resolve();
    });
    await transport.dispatch([envelope('e-1', 'a')]);
    await waitUntil(() => arrivals.length === 1);
    let finished = false;
    const finishing = worked.finish().then(() => {
      finished = true;
    });
    await transport.holds([]);
    expect(finished).toBe(false);
    settle();
    await finishing;
    await transport.dispatch([envelope('e-2', 'a')]);
    expect([arrivals, await transport.holds([envelope('e-2')])]).toEqual([['e-1'], new Set(['e-2'])]);
    await worked.resume();
    await waitUntil(() => arrivals.length === 2);
    expect(arrivals).toEqual(['e-1', 'e-2']);
  });

  test('hands envelopes out in the order of dispatch while others end', async () => {
    const ids = Array.from({ length: 400 }, (_, n) => `e-${n}`);
    const ending: (() => void)[] = [];
    const end = () => {
      for (const finish of ending.splice(0)) finish();
    };
    const arrivals = work(() => new Promise((resolve) => ending.push(resolve)));
    for (const [n, id] of ids.entries()) {
      void transport.dispatch([envelope(id, 'a')]);
      if (n % 2) await new Promise((resolve) => setImmediate(resolve));
      end();
      await new Promise((resolve) => (n % 3 ? setImmediate(resolve) : setTimeout(resolve, 1)));
    }
    await waitUntil(
      () => {
        end();
        return arrivals.length === ids.length;
      },
      { timeoutMs: 60_000 },
    );
    end();
    expect(arrivals.map(({ envelopeId }) => envelopeId)).toEqual(ids);
  });

  test('hands a queue to another worker in the order of dispatch, however it was left', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `e-${n}`);
    const arrivals: string[] = [];
    const begin = () =>
      transport.work(queue, 5, async ({ envelopeId }) => {
        arrivals.push(envelopeId);
        await new Promise((resolve) => setImmediate(resolve));
      });
    const first = begin();
    await transport.dispatch(ids.map((id) => envelope(id, 'a')));
    await waitUntil(() => arrivals.length > 0);
    await first.finish();
    begin();
    await waitUntil(() => arrivals.length === ids.length);
    expect(arrivals).toEqual(ids);
  });

  test('forgets a job that is withdrawn', async () => {
    await transport.dispatch([envelope('e-1', 'a')]);
    await transport.withdraw(envelope('e-1'));
    await transport.withdraw(envelope('e-1'));
    expect(await transport.holds([envelope('e-1')])).toEqual(new Set());
  });

  test('hands out nothing more once it is paused', async () => {
    const arrivals = work();
    await transport.pause();
    await transport.dispatch([envelope('e-1', 'a')]);
    expect(await transport.holds([envelope('e-1')])).toEqual(new Set(['e-1']));
    expect(arrivals).toEqual([]);
  });
}
