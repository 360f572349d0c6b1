/**
 * Which actors are in a state. `actors` has no index by state, because one would change with every turn; its pages are
 * read from the newest on until enough are found or the time for one answer is over. What is rare is found in several
 * answers.
 */
import { type Address, idOf } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { ListedActor } from './api.ts';
import type { InspectedMachine } from './machines.ts';
import { leavesOf } from './standing.ts';

/** Milliseconds after which an answer ends with what it has. */
const BUDGET_MS = 120;
/** Pages (8 kB) that are read at a time: few at first, because most states are found there. */
const FIRST_PAGES = 256;
const MOST_PAGES = 4_096;

interface Row {
  tid: string;
  address: Address;
  state: string;
  status: 'active' | 'done' | 'error' | 'stopped';
  version: number;
  updated_at: Date;
}

const COLUMNS = 'a.ctid::text AS tid, a.address, a.state, a.status, a.version, a.updated_at';
const IN_STATES = `
  SELECT ${COLUMNS} FROM actors a
  WHERE a.ctid >= $1::tid AND a.ctid < $2::tid AND a.type = $3 AND a.machine_version = $4 AND a.state = ANY($5::text[])
  ORDER BY a.ctid DESC LIMIT $6`;
const NAMED = `SELECT ${COLUMNS} FROM actors a WHERE a.address = ANY($1::text[])`;
const PAGES = `SELECT (pg_relation_size('actors') / current_setting('block_size')::int)::int AS pages`;

const PLACE = /^\((\d{1,10}),\d{1,5}\)$/;

/** Newest first, by when their rows were made. `after` is the place that the answer before ended at. */
export async function actorsInStates(
  sql: Sql,
  machine: InspectedMachine,
  version: number,
  states: readonly string[],
  { after, limit }: { after?: string; limit: number },
): Promise<{ items: ListedActor[]; next: string | null }> {
  if (states.length === 0) return { items: [], next: null };
  const began = performance.now();
  const items: ListedActor[] = [];
  let top = after ?? (await endOfTable(sql));
  for (let pages = FIRST_PAGES; ; pages = Math.min(MOST_PAGES, pages * 2)) {
    const low = `(${Math.max(0, pageOf(top) - pages)},0)`;
    const wanted = limit - items.length;
    const values = [low, top, machine.definition.type, version, states, wanted];
    const rows = await sql.query<Row>('actors_in_states', IN_STATES, values);
    items.push(...rows.map((row) => listed(machine, row)));
    const last = rows.at(-1);
    if (rows.length === wanted && last) return { items, next: last.tid };
    if (pageOf(low) === 0) break;
    if (performance.now() - began > BUDGET_MS) return { items, next: low };
    top = low;
  }
  return { items, next: null };
}

/** Of these, as they are now, in this order. */
export async function actorsNamed(
  sql: Sql,
  machine: InspectedMachine,
  actors: readonly Address[],
): Promise<ListedActor[]> {
  if (actors.length === 0) return [];
  const rows = await sql.query<Row>('actors_named', NAMED, [actors]);
  const known = new Map(rows.map((row) => [row.address, row]));
  return actors.flatMap((actor) => {
    const row = known.get(actor);
    return row ? [listed(machine, row)] : [];
  });
}

function pageOf(place: string): number {
  return Number(PLACE.exec(place)?.[1] ?? 0);
}

async function endOfTable(sql: Sql): Promise<string> {
  const [size] = await sql.query<{ pages: number }>('actors_pages', PAGES);
  return `(${(size?.pages ?? 0) + 1},0)`;
}

function listed(
  { standings }: InspectedMachine,
  { address, state, status, version, updated_at }: Row,
): ListedActor {
  return {
    id: idOf(address),
    state,
    standing: standings.of(leavesOf(state), status),
    version,
    movedAt: updated_at.toISOString(),
  };
}
