import { expect, test } from '@jest/globals';
import { KeptBack } from './kept-back.ts';
import { Layout } from './layout.ts';

const layout = new Layout(2);
const TYPES = ['order', 'payment'];
const [here, there] = [0, 1].map((shard) => {
  const id = Array.from({ length: 100 }, (_, n) => `${n}`).find(
    (each) => layout.shardOf(`order/${each}`) === shard,
  );
  return `order/${id}` as const;
}) as [`order/${string}`, `order/${string}`];
const envelope = (id: string) => ({ id, queue: 'order.0', messages: [] });

test('what is sent inside a shard that is leaving is kept, in order, and nothing else', () => {
  const kept = new KeptBack(layout);
  expect([kept.keep(here, envelope('early')), kept.isLeaving(here)]).toEqual([false, false]);
  kept.begin(TYPES, 0);
  expect([kept.isLeaving(here), kept.isLeaving(there), kept.isLeaving('stranger/1')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([
    kept.keep(here, envelope('a')),
    kept.keep(there, envelope('b')),
    kept.keep(here, envelope('c')),
  ]).toEqual([true, false, true]);
  expect(kept.of(TYPES, 0).map(({ id }) => id)).toEqual(['a', 'c']);
  expect([kept.holds('a'), kept.holds('b')]).toEqual([true, false]);
});

test('a shard that leaves twice is told once, and one that is let go keeps nothing', () => {
  const kept = new KeptBack(layout);
  kept.begin(TYPES, 0);
  kept.keep(here, envelope('a'));
  kept.begin(TYPES, 0);
  expect(kept.end(TYPES, 0).map(({ id }) => id)).toEqual(['a']);
  expect([kept.holds('a'), kept.isLeaving(here), kept.end(TYPES, 0)]).toEqual([false, false, []]);
});
