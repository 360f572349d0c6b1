/** What a saga costs beside 0 and beside millions of finished actors, in alternating rounds on separate databases. */
import { number, tableOf } from '../compare/columns.ts';
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { measure } from '../compare/measure.ts';
import type { Contender, Run } from '../compare/rounds.ts';
import { summarise } from '../compare/summary.ts';
import type { BenchServers } from '../system.ts';
import { copyOrder } from './copies.ts';
import { LOCAL, openStage, subject, withSystem } from './stage.ts';

export interface HistoryOptions {
  /** Finished actors in the database, one entry per system. */
  actors: readonly number[];
  rounds: number;
  seconds: number;
}

interface Level {
  place: BenchServers;
  contender: Contender;
  rows: Record<string, number>;
}

const LOAD = { inFlight: 256, declinedPercent: 10 };
/** Each order leaves an actor of its own and one of its payment. */
const ACTORS_PER_ORDER = 2;
const FINISHED = `
  SELECT substr(address, 7) AS id FROM actors WHERE type = 'order' AND state = 'confirmed' LIMIT 1`;

export async function history({ actors, rounds, seconds }: HistoryOptions): Promise<string> {
  const stage = await openStage();
  try {
    const levels: Level[] = [];
    for (const count of actors) {
      const place = await stage.place(`history_${count}`);
      const name = count === 0 ? 'empty' : `${count.toLocaleString('en-US')} finished actors`;
      const rows = await prepare(place, count / ACTORS_PER_ORDER);
      levels.push({ place, contender: { name, inFlight: LOAD.inFlight, script: [] }, rows });
      console.error(`${name}: loaded`);
    }
    const runs: Run[] = [];
    for (let round = 1; round <= rounds; round += 1)
      for (const { place, contender } of levels) {
        const figures = await withSystem(place, LOCAL, (system) =>
          measure(subject(place, system), { ...LOAD, seconds }),
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

/** Runs one round of real orders that nobody counts, and copies one of them. */
async function prepare(place: BenchServers, orders: number): Promise<Record<string, number>> {
  await withSystem(place, LOCAL, (system) => measure(subject(place, system), { ...LOAD, seconds: 1 }));
  const [finished] = await query<{ id: string }>(place.databaseUrl, FINISHED);
  return copyOrder(place.databaseUrl, finished?.id ?? '', orders);
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
    'Rows before the first round:',
    table(
      ['', ...names],
      levels.map(({ contender, rows: counts }) => [
        contender.name,
        ...names.map((name) => figure(counts[name] ?? 0)),
      ]),
    ),
  ].join('\n\n');
}
