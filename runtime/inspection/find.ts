import { type Address, idOf, typeOf } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { FoundActor } from './api.ts';
import type { Machines } from './machines.ts';
import { leavesOf } from './standing.ts';

interface Row {
  address: Address;
  state: string;
  status: 'active' | 'done' | 'error' | 'stopped';
}

/** By the primary key: addresses sort by their bytes, and no id holds the last character there is. */
const BEGINNING = `
  SELECT address, state, status FROM actors WHERE address >= $1 AND address < $1 || chr(1114111) ORDER BY address LIMIT $2`;

/** Machine actors of any type whose id begins so. */
export async function findActors(
  sql: Sql,
  machines: Machines,
  beginning: string,
  limit: number,
): Promise<FoundActor[]> {
  const found = await Promise.all(
    machines.all().map(async ({ definition, standings }) => {
      const rows = await sql.query<Row>('find_actors', BEGINNING, [`${definition.type}/${beginning}`, limit]);
      return rows.map(({ address, state, status }) => ({
        type: typeOf(address),
        id: idOf(address),
        state,
        standing: standings.of(leavesOf(state), status),
      }));
    }),
  );
  return found.flat();
}
