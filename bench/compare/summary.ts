/** Runs to rows: medians over the rounds, and ratios round by round. */
import { disturbed } from './disturbance.ts';
import type { RunFigures } from './measure.ts';
import { type Contender, label, type Run } from './rounds.ts';
import { median, pairedRatio, spread } from './statistics.ts';

/** The figures of which a row is the median. */
export type Medians = Omit<RunFigures, 'durability' | 'problems' | 'othersShare' | 'spinMs'>;

export interface Row {
  contender: Contender;
  medians: Medians;
  cpuMs: number;
  /** Rounds that count, of those that were run. */
  rounds: number;
  of: number;
  /** How far the sagas per second of the counted rounds lie apart. */
  spread: number;
}

export interface Summary {
  rows: Row[];
  /** One line for each run that something disturbed. */
  warnings: string[];
  /** Sagas a second of `one` as a multiple of those of `other` in the same rounds. */
  times(one: Contender, other: Contender): number;
}

const NAMES = [
  'sagas',
  'inFlight',
  'sagasPerSecond',
  'p50Ms',
  'p95Ms',
  'p99Ms',
  'nodeCpuMs',
  'postgresCpuMs',
  'redisCpuMs',
  'restateCpuMs',
  'commits',
  'redisCalls',
  'walBytes',
  'peakMb',
  'behindMs',
] as const satisfies readonly (keyof Medians)[];

/** A disturbed run is left out where its contender has an undisturbed one. */
export function summarise(runs: readonly Run[]): Summary {
  const bestSpin = Math.min(...runs.map(({ figures }) => figures.spinMs));
  const judged = runs.map((run) => ({ run, why: disturbed(run.figures, bestSpin) }));
  const warnings = judged.flatMap(({ run, why }) =>
    why ? [`round ${run.round}, ${label(run.contender)}: ${why}`] : [],
  );
  const contenders = [...new Set(runs.map(({ contender }) => contender))];
  const counted = new Map(
    contenders.map((contender) => {
      const own = judged.filter(({ run }) => run.contender === contender);
      const quiet = own.filter(({ why }) => !why);
      return [contender, (quiet.length > 0 ? quiet : own).map(({ run }) => run)];
    }),
  );
  const rows = contenders.map((contender) => {
    const own = counted.get(contender) ?? [];
    const medians = mediansOf(own);
    return {
      contender,
      medians,
      cpuMs: medians.nodeCpuMs + medians.postgresCpuMs + medians.redisCpuMs + medians.restateCpuMs,
      rounds: own.length,
      of: runs.filter((run) => run.contender === contender).length,
      spread: spread(own.map(({ figures }) => figures.sagasPerSecond)),
    };
  });
  const times = (one: Contender, other: Contender) => {
    const quiet = pairedRatio(speeds(counted.get(one) ?? []), speeds(counted.get(other) ?? []));
    return Number.isNaN(quiet) ? pairedRatio(speedsOf(runs, one), speedsOf(runs, other)) : quiet;
  };
  return { rows, warnings, times };
}

function mediansOf(runs: readonly Run[]): Medians {
  return Object.fromEntries(
    NAMES.map((name) => [name, median(runs.map(({ figures }) => figures[name]))]),
  ) as unknown as Medians;
}

function speeds(runs: readonly Run[]): Map<number, number> {
  return new Map(runs.map(({ round, figures }) => [round, figures.sagasPerSecond]));
}

function speedsOf(runs: readonly Run[], contender: Contender): Map<number, number> {
  return speeds(runs.filter((run) => run.contender === contender));
}
