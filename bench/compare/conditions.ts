/** What has to be known to believe the figures. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Run } from './rounds.ts';

export interface Conditions {
  runs: readonly Run[];
  round: number;
  seconds: number;
  /** One line for each disturbed run. */
  warnings: readonly string[];
}

/** A paragraph: the machine, the way it was measured, and how many runs something disturbed. */
export function conditions({ runs, round, seconds, warnings }: Conditions): string {
  const rounds = round === 1 ? 'one round' : `${round} alternating rounds`;
  const disturbed =
    warnings.length === 0
      ? 'None was disturbed by other load on the machine.'
      : `${warnings.length} of them were disturbed by other load on the machine, and are left out where there is a quiet one.`;
  return (
    `${machine()}, ${month()}; ${rounds}, about ${seconds} s of counted load each, medians. The results of all ` +
    `${runs.length} runs were checked. ${disturbed}`
  );
}

/** Who keeps what how, a line for each way that the servers said they were set. */
export function durabilities(runs: readonly Run[]): string {
  const users = new Map<string, Set<string>>();
  for (const { contender, figures } of runs) {
    const names = users.get(figures.durability) ?? new Set();
    users.set(figures.durability, names.add(contender.name));
  }
  if (users.size === 1) return `Durability: ${[...users.keys()][0]}.`;
  return [...users].map(([durability, names]) => `- ${[...names].join('; ')}: ${durability}`).join('\n');
}

/** One line for each disturbed run, to look at before the figures. */
export function warningLines(warnings: readonly string[]): string {
  return warnings.map((warning) => `WARNING  ${warning}`).join('\n');
}

function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? process.arch;
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} virtual cores (${processor}), ${memory} GB, Node ${process.versions.node}`;
}

function month(): string {
  return new Date().toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
}
