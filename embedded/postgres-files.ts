/** What the files of a PostgreSQL data folder tell about the server that runs in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, goneWithin, signal } from './process-identity.ts';

/** A fast shutdown may have much to write; an immediate one leaves the work to the recovery of the next start. */
const FAST_MS = 10_000;
const IMMEDIATE_MS = 5_000;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/** The server that runs in the folder, or undefined; a file that a dead server left does not count. */
export function runningPostmaster(dir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!pid || !commandOf(pid)?.includes(` -D ${dir} `)) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/** The port of the last server, to be used again: addresses that people noted stay right. */
export function lastPort(dir: string): number | undefined {
  try {
    return Number(/-p (\d+)/.exec(readFileSync(join(dir, 'postmaster.opts'), 'utf8').replaceAll('"', ''))?.[1]);
  } catch {
    return undefined;
  }
}

/** Sees to it that no server of a dead owner runs in the folder: it is ending already, since its owner is gone. */
export async function endStalePostmaster(dir: string): Promise<void> {
  const stale = runningPostmaster(dir);
  if (!stale) return;
  const isThere = () => runningPostmaster(dir)?.pid === stale.pid;
  signal(stale.pid, 'SIGINT');
  if (await goneWithin(isThere, FAST_MS)) return;
  signal(stale.pid, 'SIGQUIT');
  if (await goneWithin(isThere, IMMEDIATE_MS)) return;
  signal(stale.pid, 'SIGKILL');
  await goneWithin(isThere, IMMEDIATE_MS);
}
