import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endProcesses } from '../setup/process.ts';
import { storm } from './storm.ts';

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
    120_000,
  );
});
