import { describe, expect, test } from '@jest/globals';
import { conditions, durabilities } from './conditions.ts';
import type { RunFigures } from './measure.ts';
import type { Run } from './rounds.ts';

function run(name: string, durability: string): Run {
  return { contender: { name, inFlight: 1, script: [] }, round: 1, figures: { durability } as RunFigures };
}

describe('what is said before the figures', () => {
  const runs = [run('a', 'fsync on'), run('b', 'fsync on'), run('c', 'in memory only')];

  test('who keeps what how, each way once', () => {
    expect(durabilities(runs)).toBe('- a; b: fsync on\n- c: in memory only');
    expect(durabilities(runs.slice(0, 2))).toBe('Durability: fsync on.');
  });

  test('how many rounds, and how many runs were disturbed', () => {
    const warnings = ['round 1, a: others took 40 % of the machine'];
    expect(conditions({ runs, round: 1, seconds: 5, warnings })).toMatch(/one round.*all 3 runs.*1 of them/);
    expect(conditions({ runs, round: 3, seconds: 5, warnings: [] })).toMatch(/3 alternating rounds.*None was/);
  });
});
