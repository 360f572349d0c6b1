/** What a million timers that are not due yet cost: a pass of the sweep, and a saga beside them. */

import { Connection } from '../../runtime/store/connection.ts';
import { wakeSweep } from '../../runtime/timers/wake-sweep.ts';
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { measure } from '../compare/measure.ts';
import { median, percentile } from '../compare/statistics.ts';
import type { BenchServers } from '../system.ts';
import { LOCAL, openStage, subject, withSystem } from './stage.ts';

export interface TimersOptions {
  timers: number;
  rounds: number;
  seconds: number;
}

const PASSES = 300;
const LOAD = { inFlight: 256, declinedPercent: 10 };
const FILL = `
  INSERT INTO wakes (address, due)
  SELECT 'order/' || md5(n::text)::uuid, now() + interval '1 day' + n * interval '1 millisecond'
  FROM generate_series(1, $1::int) n`;

export async function timers({ timers: count, rounds, seconds }: TimersOptions): Promise<string> {
  const stage = await openStage();
  try {
    const places = [await stage.place('timers_none'), await stage.place('timers_many')] as const;
    for (const place of places) await withSystem(place, LOCAL, async () => undefined);
    await query(places[1].databaseUrl, FILL, [count]);
    await query(places[1].databaseUrl, 'VACUUM (ANALYZE) wakes');
    const speeds: number[][] = [[], []];
    for (let round = 0; round < rounds; round += 1)
      for (const [index, place] of places.entries()) speeds[index]?.push(await sagasPerSecond(place, seconds));
    const sweeps = [await sweepMs(places[0]), await sweepMs(places[1])];
    return table(
      ['pending timers', 'a pass of the sweep, ms p50', 'p99', 'sagas/s beside them'],
      [0, count].map((pending, index) => [
        figure(pending),
        figure(sweeps[index]?.p50 ?? Number.NaN),
        figure(sweeps[index]?.p99 ?? Number.NaN),
        figure(median(speeds[index] ?? [])),
      ]),
    );
  } finally {
    await stage.stop();
  }
}

async function sagasPerSecond(place: BenchServers, seconds: number): Promise<number> {
  const figures = await withSystem(place, LOCAL, (system) =>
    measure(subject(place, system), { ...LOAD, seconds }),
  );
  return figures.sagasPerSecond;
}

/** On an otherwise idle database, as the timer role does it four times a second. */
async function sweepMs({ databaseUrl }: BenchServers): Promise<{ p50: number; p99: number }> {
  const connection = await Connection.open(databaseUrl, 'bench');
  const times: number[] = [];
  try {
    for (let pass = 0; pass < PASSES; pass += 1) {
      const began = performance.now();
      const fired = await wakeSweep(connection, Date.now(), () => undefined);
      times.push(performance.now() - began);
      if (fired > 0) throw new Error(`${fired} timers were due; none should be`);
    }
  } finally {
    await connection.close();
  }
  times.sort((a, b) => a - b);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
