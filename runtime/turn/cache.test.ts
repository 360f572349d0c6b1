import { expect, test } from '@jest/globals';
import type { ActorState } from './actor-state.ts';
import { ActorCache } from './cache.ts';

const state = (address: string, version = 1) => ({ address, version }) as unknown as ActorState;

test('the cache forgets the actor whose last turn is longest ago', () => {
  const cache = new ActorCache(2);
  cache.set(state('a/1'));
  cache.set(state('a/2'));
  cache.set(state('a/1', 2));
  cache.set(state('a/3'));
  expect([cache.get('a/1')?.version, cache.get('a/2'), cache.get('a/3')?.version]).toEqual([2, undefined, 1]);
  expect(cache.size).toBe(2);
});
