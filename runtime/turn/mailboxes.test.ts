import { describe, expect, test } from '@jest/globals';
import type { Delivery } from './delivery.ts';
import { Mailboxes } from './mailboxes.ts';

function delivery(to: string, id: string, more: Partial<Delivery> = {}): Delivery {
  const message = { id, to: to as 'a/1', type: 'T', payload: {}, correlationId: 'c', sentAt: 0 };
  return { message, origin: 'carried', settled: () => undefined, failed: () => undefined, ...more };
}
const ids = (deliveries: readonly Delivery[]) => deliveries.map(({ message }) => message.id);

describe('mailboxes', () => {
  test('hand out one message per actor at a time, in the order of arrival', () => {
    const boxes = new Mailboxes();
    for (const [to, id] of [
      ['a/1', '1'],
      ['a/1', '2'],
      ['a/2', '3'],
      ['a/1', '4'],
    ] as const)
      boxes.put(delivery(to, id));
    expect(ids(boxes.take(10))).toEqual(['1', '3']);
    expect(ids(boxes.take(10))).toEqual([]);
    boxes.release('a/1');
    expect(ids(boxes.take(10))).toEqual(['2']);
    boxes.release('a/1');
    boxes.release('a/2');
    expect(ids(boxes.take(10))).toEqual(['4']);
    expect(boxes.busyCount).toBe(1);
  });

  test('give no more than is asked for', () => {
    const boxes = new Mailboxes();
    for (const n of [1, 2, 3]) boxes.put(delivery(`a/${n}`, `${n}`));
    expect(ids(boxes.take(2))).toEqual(['1', '2']);
    expect(boxes.readyCount).toBe(1);
  });

  test('give what has to run alone alone, and what stands before it first', () => {
    const boxes = new Mailboxes();
    boxes.put(delivery('a/1', '1'));
    boxes.put(delivery('a/2', '2', { alone: true }));
    boxes.put(delivery('a/3', '3'));
    expect([boxes.take(9), boxes.take(9), boxes.take(9)].map(ids)).toEqual([['1'], ['2'], ['3']]);
  });

  test('put what has to run again in front', () => {
    const boxes = new Mailboxes();
    boxes.put(delivery('a/1', '1'));
    const taken = boxes.take(1);
    boxes.put(delivery('a/2', '2'));
    boxes.put(delivery('a/1', '3'));
    boxes.again(taken);
    expect(ids(boxes.take(9))).toEqual(['1', '2']);
  });

  test('give the waiting callers back and keep the carried messages, those that waited behind them too', () => {
    const boxes = new Mailboxes();
    boxes.put(delivery('a/1', 'caller 1', { origin: 'caller' }));
    boxes.put(delivery('a/1', 'carried'));
    boxes.put(delivery('a/1', 'caller 2', { origin: 'caller' }));
    boxes.put(delivery('a/2', 'caller 3', { origin: 'caller' }));
    expect(ids(boxes.withdrawCallers()).sort()).toEqual(['caller 1', 'caller 2', 'caller 3']);
    expect(ids(boxes.take(9))).toEqual(['carried']);
    boxes.release('a/1');
    expect(boxes.busyCount).toBe(0);
  });

  test('know whether anything waits for an actor besides what is under way', () => {
    const boxes = new Mailboxes();
    expect(boxes.isQuiet('a/1', false)).toBe(true);
    boxes.put(delivery('a/1', '1'));
    boxes.take(1);
    expect([boxes.isQuiet('a/1', true), boxes.isQuiet('a/1', false)]).toEqual([true, false]);
    boxes.put(delivery('a/1', '2'));
    expect(boxes.isQuiet('a/1', true)).toBe(false);
  });
});
