import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of CPU time since their start, by kind of process. */
export interface CpuTimes {
  node: number;
  postgres: number;
  redis: number;
}

const TICK_MS = 10;

/** The children of PostgreSQL come and go, so its time counts what it has reaped too. Reads /proc; zeros elsewhere. */
export function cpuTimes(): CpuTimes {
  const { user, system } = process.cpuUsage();
  const times: CpuTimes = { node: (user + system) / 1_000, postgres: 0, redis: 0 };
  for (const pid of processes()) {
    const stat = read(`/proc/${pid}/stat`);
    const open = stat.indexOf('(');
    const close = stat.lastIndexOf(')');
    const name = stat.slice(open + 1, close);
    const kind = name.startsWith('postgres') ? 'postgres' : name.startsWith('redis') || name.startsWith('valkey') ? 'redis' : undefined;
    if (!kind) continue;
    const fields = stat.slice(close + 2).split(' ');
    const own = Number(fields[11]) + Number(fields[12]);
    const reaped = Number(fields[13]) + Number(fields[14]);
    times[kind] += (own + reaped) * TICK_MS;
  }
  return times;
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
