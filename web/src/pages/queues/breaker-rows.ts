import type { Overview } from './overview.ts';

type Process = Overview['processes'][number];
export type BreakerState = Process['breakers'][number]['state'];

/** A circuit breaker that stands alike in these processes. */
export interface BreakerRow {
  activity: string;
  state: BreakerState;
  /** The names of the processes, the one that answers first. */
  processes: string[];
}

const ORDER: Record<BreakerState, number> = { open: 0, 'half-open': 1, closed: 2 };

/** Those of the living processes: of a silent one nobody knows. Open ones first. */
export function breakerRows(processes: readonly Process[]): BreakerRow[] {
  const rows = new Map<string, BreakerRow>();
  const alive = processes.filter((process) => process.alive).sort((a, b) => Number(b.here) - Number(a.here));
  for (const { description, breakers } of alive)
    for (const { activity, state } of breakers) {
      const key = `${activity} ${state}`;
      const row = rows.get(key) ?? { activity, state, processes: [] };
      row.processes.push(nameOf(description));
      rows.set(key, row);
    }
  return [...rows.values()].sort(
    (a, b) => ORDER[a.state] - ORDER[b.state] || a.activity.localeCompare(b.activity, 'en'),
  );
}

/** `pid 17: worker of order payment, relay`: the part before the colon names a process. */
export function nameOf(description: string): string {
  return description.split(':', 1)[0] ?? description;
}
