import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endProcesses } from '../setup/process.ts';
import { storm } from './storm.ts';

/** Longer than a storm waits for the last order: a payment whose provider was away is looked up after up to five minutes. */
const LIMIT_MS = 600_000;

describe('the whole system', () => {
  afterAll(endProcesses);

  it.each(['queue', 'local'] as const)(
    'killed three times, Redis flushed once, with delivery %s: loses nothing and repeats nothing',
    async (delivery) => {
      const seed = Number(process.env.CHAOS_SEED ?? randomInt(1_000_000));
      const told: string[] = [];
      const verdict = await storm({
        orders: 150,
        kills: 3,
        flushes: 1,
        delivery,
        workers: 1,
        shards: 1,
        seed,
        tell: (line) => told.push(line),
      });
      const { accepted, confirmed, cancelled, starts, lost, wrong, violations, leftBehind } = verdict;
      expect({
        seed,
        told,
        ended: confirmed + cancelled,
        accepted,
        starts,
        lost,
        wrong,
        violations,
        leftBehind,
      }).toEqual({
        seed,
        told,
        ended: 150,
        accepted: 150,
        starts: 4,
        lost: [],
        wrong: [],
        violations: [],
        leftBehind: false,
      });
    },
    LIMIT_MS,
  );

  it.each(['queue', 'local'] as const)(
    'with two workers that die and stand still, with delivery %s: loses nothing and repeats nothing',
    async (delivery) => {
      const seed = Number(process.env.CHAOS_SEED ?? randomInt(1_000_000));
      const told: string[] = [];
      const tell = (line: string) => told.push(line);
      const load = { orders: 120, kills: 3, flushes: 0, workers: 2, shards: 4 };
      const verdict = await storm({ ...load, delivery, seed, tell });
      const { accepted, confirmed, cancelled, lost, wrong, violations, leftBehind } = verdict;
      const found = { seed, told, ended: confirmed + cancelled, accepted, lost, wrong, violations, leftBehind };
      const clean = { ended: 120, accepted: 120, lost: [], wrong: [], violations: [], leftBehind: false };
      expect(found).toEqual({ seed, told, ...clean });
    },
    LIMIT_MS,
  );
});
