import { describe, expect, test } from '@jest/globals';
import type { Message } from '../message.ts';
import { Layout } from './layout.ts';
import { fairPart } from './leases.ts';

const message = (from: Message['from'], to: Message['to']): Message => ({
  id: 'm',
  ...(from ? { from } : {}),
  to,
  type: 'T',
  payload: {},
  correlationId: 'c',
  sentAt: 1,
});

describe('the division into shards', () => {
  test('with one shard, queues have the names of the types', () => {
    const one = new Layout(1);
    expect([one.queueFor('order/1'), one.activityQueueFor('order/1')]).toEqual(['order', 'order.activities']);
    expect(one.isInside(message(undefined, 'order/1'))).toBe(true);
  });

  test('puts actors of one id together, whatever their type', () => {
    const four = new Layout(4);
    const shard = four.shardOf('order/8f3c');
    expect(four.shardOf('inventory/8f3c')).toBe(shard);
    expect([four.queueFor('order/8f3c'), four.activityQueueFor('order/8f3c')]).toEqual([
      `order.${shard}`,
      `order.${shard}.activities`,
    ]);
  });

  test.each([2, 4, 7, 16, 256])('spreads ids evenly over %i', (count) => {
    const layout = new Layout(count);
    const sizes = Array.from({ length: count }, () => 0);
    const each = Math.max(100, Math.ceil(4_000 / count));
    const deviations = 5 / Math.sqrt(each);
    for (let n = 0; n < count * each; n += 1) sizes[layout.shardOf(`order/0198a7c2-${n}-7000`)]! += 1;
    expect(Math.min(...sizes)).toBeGreaterThan(each * (1 - deviations));
    expect(Math.max(...sizes)).toBeLessThan(each * (1 + deviations));
  });

  test('a message stays inside only where its sender is known and of the same shard', () => {
    const many = new Layout(256);
    expect(many.isInside(message('order/1', 'payment/1'))).toBe(true);
    expect(many.isInside(message('order/1', 'payment/2'))).toBe(false);
    expect(many.isInside(message(undefined, 'payment/1'))).toBe(false);
  });
});

describe('the fair part of a process', () => {
  test.each([
    [4, ['a'], 'a', 4],
    [4, ['a', 'b'], 'b', 2],
    [4, ['a', 'b', 'c'], 'a', 2],
    [4, ['a', 'b', 'c'], 'c', 1],
    [2, ['a', 'b', 'c'], 'c', 0],
    [4, ['a', 'b'], 'dead', undefined],
  ] as const)('of %i shards, among %j, for %s is %s', (shards, living, process, part) => {
    expect(fairPart(living, process, shards)).toBe(part);
  });

  test('adds up to all', () => {
    const living = ['a', 'b', 'c', 'd', 'e'];
    expect(living.reduce((sum, process) => sum + (fairPart(living, process, 16) ?? 0), 0)).toBe(16);
  });
});
