import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { merged } from './merge.ts';

describe('updates that are merged', () => {
  let applied: number[][];
  beforeEach(() => {
    jest.useFakeTimers();
    applied = [];
    globalThis.requestAnimationFrame = (frame) => Number(setTimeout(() => frame(0), 16));
    globalThis.cancelAnimationFrame = (frame) => clearTimeout(frame);
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const merger = () => merged<number>((items) => applied.push(items));

  it('come in the next frame, together and in order', () => {
    const { add } = merger();
    for (const item of [1, 2, 3]) add(item);
    jest.advanceTimersByTime(20);
    expect(applied).toEqual([[1, 2, 3]]);
  });

  it('come at most four times a second', () => {
    const { add } = merger();
    for (let at = 0; at < 1_000; at += 10) {
      add(at);
      jest.advanceTimersByTime(10);
    }
    expect(applied.length).toBeLessThanOrEqual(5);
    jest.advanceTimersByTime(500);
    expect(applied.flat()).toHaveLength(100);
  });

  it('that wait when it stops are not lost', () => {
    const { add, stop } = merger();
    add(1);
    stop();
    jest.advanceTimersByTime(500);
    expect(applied).toEqual([[1]]);
  });
});
