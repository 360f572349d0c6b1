/** The columns of the tables. */
import { figure, table } from './document.ts';
import { label } from './rounds.ts';
import type { Row } from './summary.ts';

export interface Column {
  head: string;
  cell(row: Row): string;
}

/** A column of numbers. */
export function number(head: string, value: (row: Row) => number): Column {
  return { head, cell: (row) => figure(value(row)) };
}

export const speed: readonly Column[] = [
  number('sagas/s', ({ medians }) => medians.sagasPerSecond),
  number('p50 ms', ({ medians }) => medians.p50Ms),
  number('p95 ms', ({ medians }) => medians.p95Ms),
  number('p99 ms', ({ medians }) => medians.p99Ms),
  number('CPU ms/saga', ({ cpuMs }) => cpuMs),
];

export const cpu: readonly Column[] = [
  number('node', ({ medians }) => medians.nodeCpuMs),
  number('PostgreSQL', ({ medians }) => medians.postgresCpuMs),
  number('Redis', ({ medians }) => medians.redisCpuMs),
];
export const restateCpu = number('Restate', ({ medians }) => medians.restateCpuMs);

export const work: readonly Column[] = [
  number('commits', ({ medians }) => medians.commits),
  number('Redis calls', ({ medians }) => medians.redisCalls),
  number('WAL kB', ({ medians }) => medians.walBytes / 1_000),
  number('node peak MB', ({ medians }) => medians.peakMb),
];
export const behind = number('views behind ms', ({ medians }) => medians.behindMs);

export const trust: readonly Column[] = [
  { head: 'rounds', cell: ({ rounds, of }) => (rounds === of ? `${rounds}` : `${rounds} of ${of}`) },
  { head: 'apart', cell: ({ spread }) => `${Math.round(spread * 100)} %` },
];

/** A line for each row. */
export function tableOf(rows: readonly Row[], columns: readonly Column[]): string {
  return table(
    ['', ...columns.map(({ head }) => head)],
    rows.map((row) => [label(row.contender), ...columns.map(({ cell }) => cell(row))]),
  );
}

export const COST =
  'What a saga costs: CPU milliseconds by process, transactions that wrote, commands to Redis, and log written.';
