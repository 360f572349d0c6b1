/**
 * Whether something else had a hand in a run. Two signs: how much of the machine other processes took (with what the
 * hypervisor kept back), and how long a fixed piece of work takes before and after it.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Of all processors' time; the writing of our own pages to disk is within it. */
const OTHERS_ALLOWED = 0.1;
const SLOWER_ALLOWED = 0.15;
const TICK_MS = 10;
const SPINS = 5;
const STEPS = 4_000_000;

export interface Quiet {
  /** Of the machine's processor time, the part that went to neither us nor idling: 0 to 1. */
  othersShare: number;
  /** Milliseconds that the fixed piece of work took: the slower of before and after. */
  spinMs: number;
}

/** Milliseconds that the processors have been busy since they started, time stolen by the hypervisor included. */
export function machineBusyMs(): number {
  let text: string;
  try {
    text = readFileSync('/proc/stat', 'utf8');
  } catch {
    return 0;
  }
  return busyMs(text);
}

export function busyMs(procStat: string): number {
  const [user, nice, system, , , irq, softirq, steal] = (/^cpu +(.*)$/m.exec(procStat)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) * TICK_MS;
}

/** What others took of the machine, never below 0: the clocks of processes and of the machine tick apart. */
export function shareOfOthers(busy: number, ours: number, elapsedMs: number): number {
  return Math.max(0, (busy - ours) / (elapsedMs * availableParallelism()));
}

/** The best of a few: milliseconds of a loop that touches no memory. */
export function spin(): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < SPINS; round += 1) {
    const began = performance.now();
    let hash = 2_166_136_261;
    for (let n = 0; n < STEPS; n += 1) hash = Math.imul(hash ^ (n & 255), 16_777_619);
    const took = performance.now() - began;
    if (hash !== 0 && took < best) best = took;
  }
  return best;
}

/** Why a run should not be trusted, or undefined. `bestSpinMs` is the fastest of all runs. */
export function disturbed({ othersShare, spinMs }: Quiet, bestSpinMs: number): string | undefined {
  if (othersShare > OTHERS_ALLOWED) return `others took ${percent(othersShare)} of the machine`;
  const slower = spinMs / bestSpinMs - 1;
  return slower > SLOWER_ALLOWED ? `the machine itself was ${percent(slower)} slower than at its best` : undefined;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
