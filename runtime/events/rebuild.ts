import type { Projection } from '../definition.ts';
import { Connection, transaction } from '../store/connection.ts';
import { readCheckpoint } from './checkpoint.ts';
import { isAfter, type Position, parsePosition, START } from './position.ts';
import { eventsAfter } from './read.ts';

const PER_ROUND = 2_000;

export interface RebuildProgress {
  events: number;
  done: boolean;
}

/**
 * Builds a view anew from the first event, aside, while the old one is read and kept up to date, and swaps them in one
 * transaction. The copy lives in a schema of its own under the same name: the projection's statements name the table
 * without a schema, so on this connection they meet the copy.
 */
export async function rebuildView(
  databaseUrl: string,
  projection: Projection,
  onProgress: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildProgress> {
  const sql = await Connection.open(databaseUrl, `rebuild ${projection.name}`);
  const { table, name } = projection;
  const aside = `rebuild_${table}`;
  let position = START;
  let events = 0;
  /** Never further than the view itself has come: both must stand at the same event when they are swapped. */
  const replay = async (): Promise<boolean> => {
    const until: Position = await readCheckpoint(sql, name);
    const batch = await eventsAfter(sql, position, PER_ROUND);
    const due = batch.filter(({ id }) => !isAfter(parsePosition(id), until));
    const wanted = due.filter(({ type }) => projection.events.includes(type));
    if (wanted.length > 0) await projection.apply(wanted, sql);
    const last = due.at(-1);
    if (last) position = parsePosition(last.id);
    events += due.length;
    return due.length === PER_ROUND;
  };
  try {
    await sql.command(`DROP SCHEMA IF EXISTS ${aside} CASCADE`);
    await sql.command(`CREATE SCHEMA ${aside}`);
    await sql.command(`CREATE TABLE ${aside}.${table} (LIKE public.${table} INCLUDING ALL)`);
    await sql.command(`SET search_path = ${aside}, public`);
    while (await transaction(sql, replay)) onProgress({ events, done: false });
    await transaction(sql, async () => {
      await sql.query('rebuild_hold', 'SELECT 1 FROM checkpoints WHERE name = $1 FOR UPDATE', [name]);
      while (await replay());
      await sql.command(`DROP TABLE public.${table}`);
      await sql.command(`ALTER TABLE ${aside}.${table} SET SCHEMA public`);
    });
    await sql.command(`DROP SCHEMA ${aside}`);
    return { events, done: true };
  } finally {
    await sql.close();
  }
}
