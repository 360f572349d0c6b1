/**
 * The first statement of a commit: claim the messages of a batch in the journal and move the machine actors on.
 *
 * 1. A message that is in the journal already is not claimed (idempotent consumer).
 * 2. A message of an actor that is parked behind a dead letter is not claimed, unless it is that letter, redriven. Nor is
 *    a message that was discarded.
 * 3. A snapshot moves only from the version its turn was computed on (compare-and-swap); a claim without a move is a
 *    conflict, and its journal row has to go in the same transaction (`forget`).
 * 4. Each address occurs at most once in a batch.
 *
 * Rejected: looking duplicates up beforehand (a probe per turn that the unique index makes anyway); a statement for
 * machines and one for handlers (a round trip more, no less work).
 */
import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { type ActorState, toStored } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';

export interface ClaimItem {
  message: Message;
  /** The state that the turn made; absent for handler actors. */
  after?: ActorState;
  type: string;
}

export interface Claimed {
  /** Addresses whose message was written to the journal now. */
  claimed: Set<Address>;
  /** Addresses whose snapshot was written now. */
  moved: Set<Address>;
}

const CLAIM = `
  WITH t AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::text::json)
      AS t(a text, m text, b json, v integer, ty text, mv integer, st text, sn text, e integer, s json, r text)
  ), claimed AS (
    INSERT INTO journal (actor, message_id, version, message)
    SELECT t.a, t.m, t.v, t.b FROM t
    WHERE NOT EXISTS (
      SELECT 1 FROM dead_letters d
      WHERE d.actor = t.a AND d.id::text IS DISTINCT FROM t.r
        AND (d.state IN ('open', 'redriving') OR (d.state = 'discarded' AND d.message_id = t.m))
    )
    ON CONFLICT DO NOTHING
    RETURNING actor
  ), moved AS (
    UPDATE actors a
    SET version = t.v, status = t.st, state = t.sn, event_count = t.e, snapshot = t.s, updated_at = now()
    FROM t
    WHERE t.v > 1 AND a.address = t.a AND a.version = t.v - 1 AND (t.a IN (SELECT actor FROM claimed)) IS TRUE
    RETURNING a.address
  ), born AS (
    INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot)
    SELECT t.a, t.ty, t.mv, t.v, t.st, t.sn, t.e, t.s FROM t
    WHERE t.v = 1 AND (t.a IN (SELECT actor FROM claimed)) IS TRUE
    ON CONFLICT DO NOTHING
    RETURNING address
  )
  SELECT actor AS a, false AS moved FROM claimed
  UNION ALL SELECT address, true FROM moved
  UNION ALL SELECT address, true FROM born`;

export async function claim(sql: Sql, items: readonly ClaimItem[]): Promise<Claimed> {
  const rows = await sql.query<{ a: Address; moved: boolean }>('claim', CLAIM, [
    JSON.stringify(items.map(record)),
  ]);
  const result: Claimed = { claimed: new Set(), moved: new Set() };
  for (const row of rows) (row.moved ? result.moved : result.claimed).add(row.a);
  return result;
}

function record({ message, after, type }: ClaimItem) {
  const { to, id, redrives, ...body } = message;
  if (!after) return { a: to, m: id, b: body, v: 0, r: redrives };
  const stored = toStored(after);
  return {
    a: to,
    m: id,
    b: body,
    v: after.version,
    ty: type,
    mv: after.machineVersion,
    st: stored.status,
    sn: stateName(stored.value),
    e: after.eventCount,
    s: stored,
    r: redrives,
  };
}

const FORGET = `
  DELETE FROM journal j USING json_to_recordset($1::text::json) AS t(a text, m text)
  WHERE j.actor = t.a AND j.message_id = t.m`;

/** Takes the claims of conflicting turns back, in the transaction that made them. */
export async function forget(sql: Sql, messages: readonly Message[]): Promise<void> {
  await sql.query('forget', FORGET, [JSON.stringify(messages.map(({ to, id }) => ({ a: to, m: id })))]);
}

const UNCLAIMED = `
  SELECT t.a, EXISTS (SELECT 1 FROM journal j WHERE j.actor = t.a AND j.message_id = t.m)
      OR EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = t.a AND d.message_id = t.m AND d.state = 'discarded') AS over
  FROM json_to_recordset($1::text::json) AS t(a text, m text)`;

/**
 * Why messages were not claimed: those named here are in the journal or were discarded; the others wait behind a dead
 * letter.
 */
export async function duplicates(sql: Sql, messages: readonly Message[]): Promise<Set<Address>> {
  const values = [JSON.stringify(messages.map(({ to, id }) => ({ a: to, m: id })))];
  const rows = await sql.query<{ a: Address; over: boolean }>('unclaimed', UNCLAIMED, values);
  return new Set(rows.filter(({ over }) => over).map(({ a }) => a));
}
