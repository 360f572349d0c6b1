/**
 * Alternating rounds: every configuration once, then every configuration again (A B C A B C …), each run in a process and
 * on servers of its own. What slows the machine down for a while hits all of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RunFigures } from './measure.ts';

export interface Contender {
  name: string;
  inFlight: number;
  /** What runs it once: the file and its arguments, for node. */
  script: readonly string[];
}

export interface Run {
  contender: Contender;
  /** From 1. */
  round: number;
  figures: RunFigures;
}

export interface RoundsOptions {
  rounds: number;
  /** A command before each run, such as `nice -n -5`, or `flock` with a file that others respect. */
  around: readonly string[];
  say(line: string): void;
  /** Told all runs so far after each round: what takes an hour should not be lost to its last minute. */
  onRound(runs: readonly Run[], round: number): void;
}

/** A run that ended without figures, or whose sagas did not end as asked for. */
export class UnsoundRun extends Error {}

/** @throws {UnsoundRun} at the first run that went wrong: figures of wrong results are worth nothing. */
export async function runRounds(contenders: readonly Contender[], options: RoundsOptions): Promise<void> {
  const runs: Run[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const contender of contenders) {
      const figures = await runOnce(contender, options.around);
      runs.push({ contender, round, figures });
      options.say(`round ${round}  ${label(contender).padEnd(56)} ${inWords(figures)}`);
    }
    options.onRound(runs, round);
  }
}

export function label({ name, inFlight }: Contender): string {
  return `${name}, ${inFlight} in flight`;
}

async function runOnce(contender: Contender, around: readonly string[]): Promise<RunFigures> {
  const [file = '', ...args] = [...around, process.execPath, ...process.execArgv, ...contender.script];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new UnsoundRun(`${label(contender)}: the run ended with exit code ${code}`);
  const figures = JSON.parse(output.trim().split('\n').at(-1) ?? '') as RunFigures;
  if (figures.problems.length > 0)
    throw new UnsoundRun(`${label(contender)}:\n  ${figures.problems.slice(0, 10).join('\n  ')}`);
  return figures;
}

function inWords({ sagasPerSecond, p50Ms, othersShare, spinMs }: RunFigures): string {
  const others = `others ${Math.round(othersShare * 100)} %, spin ${spinMs.toFixed(1)} ms`;
  return `${sagasPerSecond.toFixed(0).padStart(6)} sagas/s  p50 ${p50Ms.toFixed(1)} ms  (${others})`;
}
