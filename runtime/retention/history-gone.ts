import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';

const FROM = 'SELECT history_from FROM actors WHERE address = $1';

/** The number of an actor's first turns that are no longer in the journal; 0 where all are there, or there is no such actor. */
export async function turnsGone(sql: Sql, to: Address): Promise<number> {
  const [row] = await sql.query<{ history_from: number }>('history_from', FROM, [to]);
  return (row?.history_from ?? 1) - 1;
}

/** For people who ask for what has gone. */
export function whyGone(turns: number): string {
  return `its first ${turns} turns were removed, because they are older than the retention period; its state and its events are kept`;
}
