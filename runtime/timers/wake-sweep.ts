import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { loadActors } from '../store/load.ts';
import type { ActorRow } from '../turn/actor-state.ts';
import { timerMessage } from '../turn/turn.ts';

/** Timers that are this much overdue were not fired from memory by the process that held the actor (milliseconds). */
const OVERDUE_MS = 500;
/** A living owner of the actor gets so much more time: it may just be busy (milliseconds). */
const OWNERS_PATIENCE_MS = 2_500;
const ACTORS_AT_A_TIME = 500;

/** Not those that wait behind a dead letter: they would be fired in vain each time, in front of all others. */
const DUE = `
  SELECT address, due < now() - $3 * interval '1 millisecond' AS late FROM wakes w
  WHERE due < now() - $1 * interval '1 millisecond'
    AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = w.address AND d.state IN ('open', 'redriving'))
  ORDER BY due LIMIT $2`;

const MOVE = `
  UPDATE wakes w SET due = to_timestamp(t.d / 1000.0)
  FROM json_to_recordset($1::text::json) AS t(a text, d double precision, old double precision)
  WHERE w.address = t.a AND extract(epoch FROM w.due) * 1000 = t.old`;

const REMOVE = `
  DELETE FROM wakes w USING json_to_recordset($1::text::json) AS t(a text, old double precision)
  WHERE w.address = t.a AND extract(epoch FROM w.due) * 1000 = t.old`;

/**
 * Fires the timers that nobody fired: their process died, or their actor left its memory. Wake rows that turned out to be
 * too early are moved to the actor's earliest timer, or removed. Returns how many timers it fired. Actors that `isOthers`
 * are left to their owners for a while.
 */
export async function wakeSweep(
  sql: Sql,
  now: number,
  fire: (message: Message) => void,
  isOthers: (to: Address) => boolean = () => false,
): Promise<number> {
  const values = [OVERDUE_MS, ACTORS_AT_A_TIME, OVERDUE_MS + OWNERS_PATIENCE_MS];
  const due = await sql.query<{ address: Address; late: boolean }>('wakes_due', DUE, values);
  const addresses = due.filter(({ address, late }) => late || !isOthers(address)).map(({ address }) => address);
  if (addresses.length === 0) return 0;
  const rows = await loadActors(sql, addresses);
  const early: { a: string; d: number; old: number }[] = [];
  const idle: { a: string; old: number }[] = [];
  let fired = 0;
  for (const row of rows) {
    const timers = row.snapshot.timers ?? [];
    const ready = timers.filter(({ dueAt }) => dueAt <= now);
    for (const timer of ready)
      fire(timerMessage({ address: row.address, correlationId: row.snapshot.correlationId }, timer));
    fired += ready.length;
    if (ready.length > 0) continue;
    const old = wakeDue(row);
    if (timers.length === 0) idle.push({ a: row.address, old });
    else early.push({ a: row.address, d: Math.min(...timers.map(({ dueAt }) => dueAt)), old });
  }
  if (early.length > 0) await sql.query('wakes_move', MOVE, [JSON.stringify(early)]);
  if (idle.length > 0) await sql.query('wakes_remove', REMOVE, [JSON.stringify(idle)]);
  return fired;
}

function wakeDue(row: ActorRow): number {
  return Number(row.wake_due);
}
