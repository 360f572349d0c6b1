import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { ActorRow } from '../turn/actor-state.ts';
import { texts } from './columns.ts';

const LOAD = `
  SELECT a.address, a.machine_version, a.version, a.status, a.state, a.event_count, a.snapshot,
         (extract(epoch FROM w.due) * 1000)::text AS wake_due
  FROM actors a LEFT JOIN wakes w ON w.address = a.address
  WHERE a.address = ANY($1::text[])`;

/** The stored state of the actors named; one SELECT for the whole batch. Missing ones do not exist. */
export async function loadActors(sql: Sql, addresses: readonly Address[]): Promise<ActorRow[]> {
  return sql.query<ActorRow>('load_actors', LOAD, [texts(addresses)]);
}
