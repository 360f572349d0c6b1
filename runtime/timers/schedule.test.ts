import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { defineHandlerActor } from '../define.ts';
import type { Message } from '../message.ts';
import { Registry } from '../registry.ts';
import { Schedule } from './schedule.ts';

const clocked = defineHandlerActor({
  type: 'sweeper',
  messages: { Sweep: z.object({}) },
  handle: async (messages) => messages.map(() => ({})),
  every: [{ everyMs: 100, id: 'all', type: 'Sweep', payload: { deep: true } }],
});

beforeEach(() => void jest.useFakeTimers({ now: 1_000_050 }));
afterEach(() => void jest.useRealTimers());

test('a clocked command is given once per slot, at its beginning, under an id that all processes share', () => {
  const fired: Message[] = [];
  const processes = [1, 2].map(() => new Schedule(new Registry([clocked]), (message) => void fired.push(message)));
  jest.advanceTimersByTime(249);
  expect(fired.map(({ id }) => id)).toEqual(['Sweep@10001', 'Sweep@10001', 'Sweep@10002', 'Sweep@10002']);
  expect(fired[0]).toMatchObject({ to: 'sweeper/all', payload: { deep: true }, sentAt: 1_000_100 });
  for (const process of processes) process.stop();
  jest.advanceTimersByTime(1_000);
  expect(fired).toHaveLength(4);
});

test('a clock that rings late leaves no later slot out', () => {
  const slots: string[] = [];
  const schedule = new Schedule(new Registry([clocked]), ({ id }) => void slots.push(id));
  for (let n = 0; n < 20; n += 1) {
    jest.advanceTimersByTime(100);
    jest.setSystemTime(Date.now() + 3);
  }
  schedule.stop();
  const numbers = slots.map((id) => Number(id.split('@')[1]));
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] as number) + index));
});
