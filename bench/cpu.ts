import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of CPU time since their start, by kind of process. */
export interface CpuTimes {
  node: number;
  postgres: number;
  redis: number;
  restate: number;
}

const TICK_MS = 10;

interface ProcessStat {
  pid: string;
  parent: string;
  name: string;
  cpuMs: number;
}

/**
 * Of this process and of the servers in `dataDir`, told from others on the machine by their command line. PostgreSQL's
 * children come and go, so its time counts what it has reaped too. Reads /proc; zeros elsewhere.
 */
export function cpuTimes(dataDir: string): CpuTimes {
  const { user, system } = process.cpuUsage();
  const all = processes()
    .map(stat)
    .filter((found) => found !== undefined);
  const servers = new Set(
    all.filter(({ pid }) => read(`/proc/${pid}/cmdline`).includes(dataDir)).map(({ pid }) => pid),
  );
  const ours = all.filter(({ pid, parent }) => servers.has(pid) || servers.has(parent));
  const sum = (isIt: (name: string) => boolean) =>
    ours.filter(({ name }) => isIt(name)).reduce((ms, { cpuMs }) => ms + cpuMs, 0);
  return {
    node: (user + system) / 1_000,
    postgres: sum((name) => name.startsWith('postgres')),
    redis: sum((name) => /^(redis|valkey)/.test(name)),
    restate: sum((name) => name.startsWith('restate')),
  };
}

/** Over all kinds. */
export function total(times: CpuTimes): number {
  return times.node + times.postgres + times.redis + times.restate;
}

function stat(pid: string): ProcessStat | undefined {
  const line = read(`/proc/${pid}/stat`);
  if (!line) return undefined;
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return { pid, parent: fields[1] ?? '', name: line.slice(line.indexOf('(') + 1, close), cpuMs: ticks * TICK_MS };
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
