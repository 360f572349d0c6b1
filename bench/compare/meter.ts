/** The meters of a run: read before and after it, their difference is what its sagas cost. */
import { type CpuTimes, cpuTimes, total } from '../cpu.ts';
import { type Counters, readCounters, type Watched } from './counters.ts';
import { machineBusyMs, shareOfOthers } from './disturbance.ts';

export interface Reading {
  counters: Counters;
  cpu: CpuTimes;
  busyMs: number;
  atMs: number;
}

/** On average per saga; CPU in milliseconds. */
export interface Costs {
  nodeCpuMs: number;
  postgresCpuMs: number;
  redisCpuMs: number;
  restateCpuMs: number;
  commits: number;
  redisCalls: number;
  walBytes: number;
}

export async function readMeters(watched: Watched & { dataDir: string }): Promise<Reading> {
  const counters = await readCounters(watched);
  return { counters, cpu: cpuTimes(watched.dataDir), busyMs: machineBusyMs(), atMs: performance.now() };
}

export function costs(before: Reading, after: Reading, sagas: number): Costs {
  const cpu = (kind: keyof CpuTimes) => (after.cpu[kind] - before.cpu[kind]) / sagas;
  const count = (name: keyof Counters) => (after.counters[name] - before.counters[name]) / sagas;
  return {
    nodeCpuMs: cpu('node'),
    postgresCpuMs: cpu('postgres'),
    redisCpuMs: cpu('redis'),
    restateCpuMs: cpu('restate'),
    commits: count('commits'),
    redisCalls: count('redisCalls'),
    walBytes: count('walBytes'),
  };
}

/** Of the machine, between the two readings: 0 to 1. */
export function othersBetween(before: Reading, after: Reading): number {
  const ours = total(after.cpu) - total(before.cpu);
  return shareOfOthers(after.busyMs - before.busyMs, ours, after.atMs - before.atMs);
}
