import { describe, expect, test } from '@jest/globals';
import type { RunFigures } from './measure.ts';
import type { Contender, Run } from './rounds.ts';
import { summarise } from './summary.ts';

const queue: Contender = { name: 'queue', inFlight: 256, script: [] };
const local: Contender = { name: 'local', inFlight: 256, script: [] };

function run(contender: Contender, round: number, sagasPerSecond: number, othersShare = 0): Run {
  const figures: RunFigures = {
    sagas: 1_000,
    inFlight: contender.inFlight,
    sagasPerSecond,
    p50Ms: 10,
    p95Ms: 20,
    p99Ms: 30,
    nodeCpuMs: 0.5,
    postgresCpuMs: 0.25,
    redisCpuMs: 0.125,
    restateCpuMs: 0,
    commits: 0.1,
    redisCalls: 2,
    walBytes: 9_000,
    peakMb: 200,
    behindMs: 40,
    othersShare,
    spinMs: 10,
    durability: '',
    problems: [],
  };
  return { contender, round, figures };
}

describe('what rounds come to', () => {
  test('medians, the sum of the CPU, and the ratio round by round', () => {
    const runs = [
      run(queue, 1, 100),
      run(local, 1, 200),
      run(queue, 2, 10),
      run(local, 2, 30),
      run(queue, 3, 110),
      run(local, 3, 220),
    ];
    const { rows, warnings, times } = summarise(runs);
    expect(rows[0]).toMatchObject({ cpuMs: 0.875, rounds: 3, of: 3 });
    expect(rows[0]?.medians.sagasPerSecond).toBe(100);
    expect(times(local, queue)).toBe(2);
    expect(times(queue, queue)).toBe(1);
    expect(warnings).toEqual([]);
  });

  test('a disturbed run is named, and left out where there is a quiet one', () => {
    const runs = [run(queue, 1, 100), run(queue, 2, 50, 0.4), run(local, 1, 300), run(local, 2, 100)];
    const { rows, warnings, times } = summarise(runs);
    expect(rows[0]).toMatchObject({ rounds: 1, of: 2 });
    expect(rows[0]?.medians.sagasPerSecond).toBe(100);
    expect(times(local, queue)).toBe(3);
    expect(warnings).toEqual(['round 2, queue, 256 in flight: others took 40 % of the machine']);
  });

  test('where every run was disturbed, all count', () => {
    const { rows, warnings } = summarise([run(queue, 1, 50, 0.4), run(queue, 2, 70, 0.4)]);
    expect(rows[0]).toMatchObject({ rounds: 2, of: 2 });
    expect(rows[0]?.medians.sagasPerSecond).toBe(60);
    expect(warnings).toHaveLength(2);
  });

  test('a ratio needs a round in which both count; else all rounds do', () => {
    const runs = [run(queue, 1, 100), run(queue, 2, 50, 0.4), run(local, 1, 60, 0.4), run(local, 2, 200)];
    expect(summarise(runs).times(local, queue)).toBeCloseTo((0.6 + 4) / 2);
  });
});
