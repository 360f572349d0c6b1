/** What it costs to let old turns go, and what is left of an order then. */
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { measure, type RunFigures } from '../compare/measure.ts';
import type { BenchServers } from '../system.ts';
import { copyOrder } from './copies.ts';
import { LOCAL, openStage, subject, withSystem } from './stage.ts';

export interface RetentionOptions {
  orders: number;
  seconds: number;
}

const LOAD = { inFlight: 256, declinedPercent: 10 };
const TABLES = ['journal', 'actors', 'events', 'reservations', 'payments', 'shipments', 'order_views'];
/** The youngest copies are half a second old, and those of this many milliseconds stay. */
const KEEP_MS = 60_000;
const LOOK_EVERY_MS = 250;
const FINISHED = `SELECT substr(address, 7) AS id FROM actors WHERE type = 'order' AND state = 'confirmed' LIMIT 1`;
const REMOVED = `SELECT count(*)::int AS actors, extract(epoch FROM now())::float8 AS at FROM actors WHERE history_from > 1`;
const LEFT = `
  SELECT count(*)::int AS turns FROM journal j JOIN retention r ON r.name = 'journal' AND j.at < r.removed_before
  JOIN actors a ON a.address = j.actor AND a.status <> 'active' AND a.updated_at < r.removed_before`;

/** Measures the sagas without, and while old turns are removed; then waits until all have gone. */
export async function retention({ orders, seconds }: RetentionOptions): Promise<string> {
  const stage = await openStage();
  try {
    const place = await stage.place('retention');
    await withSystem(place, LOCAL, (system) => measure(subject(place, system), { ...LOAD, seconds: 1 }));
    const [finished] = await query<{ id: string }>(place.databaseUrl, FINISHED);
    const rows = await copyOrder(place.databaseUrl, finished?.id ?? '', { orders, ids: 'timed' });
    const sizes = await sizesOf(place);
    console.error('loaded');
    const without = await withSystem(place, LOCAL, (system) =>
      measure(subject(place, system), { ...LOAD, seconds }),
    );
    const { during, perSecond } = await withSystem(place, { ...LOCAL, retentionMs: KEEP_MS }, async (system) => {
      const [before] = await removed(place);
      const figures = await measure(subject(place, system), { ...LOAD, seconds });
      const [after] = await removed(place);
      while ((await query<{ turns: number }>(place.databaseUrl, LEFT))[0]?.turns !== 0)
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const [first, last] = [before as Removed, after as Removed];
      return { during: figures, perSecond: (last.actors - first.actors) / (last.at - first.at) };
    });
    return inWords(without, { ...during, removedPerSecond: perSecond }, sizes, rows.reservations ?? 0);
  } finally {
    await stage.stop();
  }
}

interface Removed {
  actors: number;
  at: number;
}

function removed({ databaseUrl }: BenchServers): Promise<Removed[]> {
  return query<Removed>(databaseUrl, REMOVED);
}

async function sizesOf({ databaseUrl }: BenchServers): Promise<Record<string, number>> {
  const columns = TABLES.map((name) => `pg_total_relation_size('${name}')::float8 AS ${name}`);
  const [sizes] = await query<Record<string, number>>(databaseUrl, `SELECT ${columns.join(', ')}`);
  return sizes ?? {};
}

function inWords(
  without: RunFigures,
  during: RunFigures & { removedPerSecond: number },
  sizes: Readonly<Record<string, number>>,
  orders: number,
): string {
  const speed = (
    name: string,
    { sagasPerSecond, p50Ms, p99Ms, walBytes }: RunFigures,
    removedPerSecond: number,
  ) => [name, ...[sagasPerSecond, p50Ms, p99Ms, walBytes / 1_000, removedPerSecond].map(figure)];
  const perOrder = TABLES.map((name) => (sizes[name] ?? 0) / orders / 1_000);
  const total = perOrder.reduce((sum, each) => sum + each, 0);
  return [
    `${figure(orders)} finished orders, and how fast others run while the turns of those go. Local delivery, chained.`,
    table(
      ['', 'sagas/s', 'p50 ms', 'p99 ms', 'WAL kB/saga', 'ended actors/s that lose their turns'],
      [speed('retention off', without, 0), speed('retention at work', during, during.removedPerSecond)],
    ),
    'What a finished order takes on disk, indexes and the room that pages keep included, in kB. The journal goes; its pages ' +
      'are used again.',
    table(['', ...TABLES, 'total'], [['kB', ...perOrder.map(figure), figure(total)]]),
  ].join('\n\n');
}
