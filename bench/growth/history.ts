/** What a saga costs beside 0 and beside millions of finished actors, in alternating rounds on separate databases. */
import { randomUUID } from 'node:crypto';
import { number, tableOf } from '../compare/columns.ts';
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { measure } from '../compare/measure.ts';
import type { Contender, Run } from '../compare/rounds.ts';
import { summarise } from '../compare/summary.ts';
import type { BenchServers } from '../system.ts';
import { type CopiedIds, type Copies, copyOrder } from './copies.ts';
import { LOCAL, openStage, subject, withSystem } from './stage.ts';

export interface HistoryOptions {
  /** Finished actors in the database, beside an empty one. */
  actors: number;
  /** Those of the history and of the orders that are placed beside it. */
  ids: CopiedIds;
  rounds: number;
  seconds: number;
}

interface Level {
  place: BenchServers;
  contender: Contender;
  newOrderId: (() => string) | undefined;
  rows: Record<string, number>;
  gigabytes: number;
}

const LOAD = { inFlight: 256, declinedPercent: 10 };
/** Each order leaves an actor of its own and one of its payment. */
const ACTORS_PER_ORDER = 2;
const SIZE = 'SELECT pg_database_size(current_database())::float8 AS bytes';
const FINISHED = `
  SELECT substr(address, 7) AS id FROM actors WHERE type = 'order' AND state = 'confirmed' LIMIT 1`;

export async function history({ actors: most, ids, rounds, seconds }: HistoryOptions): Promise<string> {
  const stage = await openStage();
  try {
    const levels: Level[] = [];
    for (const actors of [0, most]) {
      const place = await stage.place(`history_${actors}_${ids}`);
      const name = actors === 0 ? 'empty' : `${actors.toLocaleString('en-US')} finished actors`;
      const newOrderId = ids === 'random' ? randomUUID : undefined;
      const rows = await prepare(place, { orders: actors / ACTORS_PER_ORDER, ids });
      levels.push({
        place,
        contender: { name, inFlight: LOAD.inFlight, script: [] },
        newOrderId,
        rows,
        gigabytes: await sizeOf(place),
      });
      console.error(`${name}: loaded`);
    }
    const runs: Run[] = [];
    for (let round = 1; round <= rounds; round += 1)
      for (const { place, contender, newOrderId } of levels) {
        const figures = await withSystem(place, LOCAL, (system) =>
          measure(subject(place, system, newOrderId), { ...LOAD, seconds }),
        );
        if (figures.problems.length > 0) throw new Error(figures.problems.join('\n'));
        runs.push({ contender, round, figures });
        console.error(`round ${round}  ${contender.name}  ${figures.sagasPerSecond.toFixed(0)} sagas/s`);
      }
    return inWords(runs, levels);
  } finally {
    await stage.stop();
  }
}

async function sizeOf({ databaseUrl }: BenchServers): Promise<number> {
  const [row] = await query<{ bytes: number }>(databaseUrl, SIZE);
  return (row?.bytes ?? 0) / 1e9;
}

/** Runs one round of real orders that nobody counts, and copies one of them. */
async function prepare(place: BenchServers, copies: Copies): Promise<Record<string, number>> {
  await withSystem(place, LOCAL, (system) => measure(subject(place, system), { ...LOAD, seconds: 1 }));
  const [finished] = await query<{ id: string }>(place.databaseUrl, FINISHED);
  return copyOrder(place.databaseUrl, finished?.id ?? '', copies);
}

function inWords(runs: readonly Run[], levels: readonly Level[]): string {
  const { rows, warnings, times } = summarise(runs);
  const empty = levels[0]?.contender;
  const names = Object.keys(levels[0]?.rows ?? {});
  return [
    `Local delivery, chained; medians of ${runs.length / levels.length} alternating rounds, ${warnings.length} of ${runs.length} runs disturbed.`,
    tableOf(rows, [
      number('sagas/s', ({ medians }) => medians.sagasPerSecond),
      number('times empty', ({ contender }) => (empty ? times(contender, empty) : Number.NaN)),
      number('p50 ms', ({ medians }) => medians.p50Ms),
      number('p99 ms', ({ medians }) => medians.p99Ms),
      number('CPU ms/saga', ({ cpuMs }) => cpuMs),
      number('of it PostgreSQL', ({ medians }) => medians.postgresCpuMs),
      number('WAL kB', ({ medians }) => medians.walBytes / 1_000),
    ]),
    'Rows, and what they take on disk, before the first round:',
    table(
      ['', ...names, 'GB'],
      levels.map(({ contender, rows: counts, gigabytes }) => [
        contender.name,
        ...names.map((name) => figure(counts[name] ?? 0)),
        figure(gigabytes),
      ]),
    ),
  ].join('\n\n');
}
