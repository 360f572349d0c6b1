import type { JournalEntry } from '../api.ts';
import { type Address, typeOf } from '../message.ts';
import { turnsGone, whyGone } from '../retention/history-gone.ts';
import type { Sql } from '../sql.ts';
import type { ReplayedTurn, TurnPage } from './api.ts';
import { breathe, journal } from './journal.ts';
import type { Machines } from './machines.ts';
import { ownVersion } from './own-version.ts';
import { Replayer } from './replayer.ts';
import { told } from './told.ts';

/** A page of an actor's turns. Earlier turns are replayed too, since each follows from all before it. */
export async function readTurns(
  sql: Sql,
  machines: Machines,
  to: Address,
  { after = 0, limit = 200 } = {},
): Promise<TurnPage> {
  if (machines.definition(typeOf(to)).kind === 'handler') return handlerTurns(sql, to, after, limit);
  const { machine, problem } = await ownVersion(sql, machines, to);
  const replayer = new Replayer(machine);
  const gone = await turnsGone(sql, to);
  replayer.problem = gone > 0 ? whyGone(gone) : problem;
  const items: ReplayedTurn[] = [];
  let total = gone;
  for await (const entries of journal(sql, to)) {
    for (const entry of entries) {
      total = entry.version;
      if (entry.version <= after) replayer.follow(entry);
      else if (items.length < limit) items.push(replayer.take(entry));
    }
    await breathe();
  }
  const last = items.at(-1)?.version ?? total;
  const { version: machineVersion } = machine.definition;
  return { items, next: last < total ? last : null, total, machineVersion, problem: replayer.problem };
}

const OF_HANDLER = `
  SELECT message_id, version, at, message, count(*) OVER () AS total FROM journal
  WHERE actor = $1 ORDER BY at, message_id OFFSET $2 LIMIT $3`;

interface HandlerRow {
  message_id: string;
  at: Date;
  message: Omit<JournalEntry['message'], 'id' | 'to'>;
  total: string;
}

async function handlerTurns(sql: Sql, to: Address, after: number, limit: number): Promise<TurnPage> {
  const rows = await sql.query<HandlerRow>('inspect_handler_turns', OF_HANDLER, [to, after, limit]);
  const items = rows.map(
    ({ message_id, at, message }, index): ReplayedTurn => ({
      version: after + index + 1,
      at: at.toISOString(),
      message: told({ ...message, id: message_id, to }),
      outcome: 'accepted',
      states: null,
    }),
  );
  const total = Number(rows[0]?.total ?? after);
  const last = after + items.length;
  const problem = 'it is a handler: its turns have no states';
  return { items, next: last < total ? last : null, total, machineVersion: null, problem };
}
