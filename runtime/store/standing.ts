import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { texts } from './columns.ts';

/**
 * Why a message is not to be handled now. `over`: it is in the journal, or was given up. `dead`: it is a dead letter
 * itself, and this is not its redrive. `waits`: an earlier message of its actor is a dead letter. `free`: none of these.
 */
export type Standing = 'over' | 'dead' | 'waits' | 'free';

/** `OFFSET 0` keeps the planner from hashing all dead letters for the sake of a few messages. */
const STANDING = `
  SELECT t.a, CASE
    WHEN EXISTS (SELECT 1 FROM journal j WHERE j.actor = t.a AND j.message_id = t.m)
      OR EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = t.a AND d.message_id = t.m AND d.state = 'discarded' OFFSET 0) THEN 'over'
    WHEN t.r IS NULL AND EXISTS (
      SELECT 1 FROM dead_letters d WHERE d.actor = t.a AND d.message_id = t.m AND d.state IN ('open', 'redriving') OFFSET 0) THEN 'dead'
    WHEN EXISTS (
      SELECT 1 FROM dead_letters d WHERE d.actor = t.a AND d.state IN ('open', 'redriving')
        AND (t.r IS NULL OR d.id < t.r::bigint) OFFSET 0) THEN 'waits'
    ELSE 'free' END AS standing
  FROM unnest($1::text[], $2::text[], $3::text[]) AS t(a, m, r)`;

/** At most one message per address. */
export async function standings(sql: Sql, messages: readonly Message[]): Promise<Map<Address, Standing>> {
  const rows = await sql.query<{ a: Address; standing: Standing }>('standing', STANDING, [
    texts(messages.map(({ to }) => to)),
    texts(messages.map(({ id }) => id)),
    texts(messages.map(({ redrives }) => redrives)),
  ]);
  return new Map(rows.map(({ a, standing }) => [a, standing]));
}
