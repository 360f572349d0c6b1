import type { JournalEntry } from '../api.ts';
import { type Address, typeOf } from '../message.ts';
import { turnsGone, whyGone } from '../retention/history-gone.ts';
import type { Sql } from '../sql.ts';
import { readHistory } from '../store/read.ts';
import type { ReplayedTurn, TurnPage } from './api.ts';
import type { InspectedMachine, Machines } from './machines.ts';
import { Replayer } from './replayer.ts';
import { told } from './told.ts';

/** Journal rows read at a time. */
const AT_A_TIME = 1_000;

/** A page of an actor's turns. Earlier turns are replayed too, since each follows from all before it. */
export async function readTurns(
  sql: Sql,
  machines: Machines,
  to: Address,
  { after = 0, limit = 200 } = {},
): Promise<TurnPage> {
  if (machines.definition(typeOf(to)).kind === 'handler') return handlerTurns(sql, to, after, limit);
  const machine = machines.get(typeOf(to));
  const replayer = new Replayer(machine, undefined);
  const gone = await turnsGone(sql, to);
  replayer.problem = gone > 0 ? whyGone(gone) : await otherVersion(sql, machine, to);
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
  return { items, next: last < total ? last : null, total, problem: replayer.problem };
}

/** The whole journal of a machine actor, oldest first. */
export async function* journal(sql: Sql, to: Address, after = 0): AsyncGenerator<JournalEntry[]> {
  for (let seen = after; ; ) {
    const entries = await readHistory(sql, to, { after: seen, limit: AT_A_TIME });
    if (entries.length > 0) yield entries;
    if (entries.length < AT_A_TIME) return;
    seen = entries.at(-1)?.version ?? seen;
  }
}

/** A sentence where the actor runs on another version than the registered one. */
async function otherVersion(sql: Sql, machine: InspectedMachine, to: Address): Promise<string | null> {
  const [row] = await sql.query<{ machine_version: number }>(
    'inspect_version',
    'SELECT machine_version FROM actors WHERE address = $1',
    [to],
  );
  const { version } = machine.definition;
  if (!row || row.machine_version === version) return null;
  return `it runs on version ${row.machine_version} of its machine; version ${version} is registered`;
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
  return { items, next: last < total ? last : null, total, problem: 'it is a handler: its turns have no states' };
}

/** Lets others of this process run between two long stretches of replay. */
export function breathe(): Promise<void> {
  return new Promise(setImmediate);
}
