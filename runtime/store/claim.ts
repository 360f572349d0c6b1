/**
 * The first statement of a careful commit: claim the messages of a batch in the journal and move the machine actors on,
 * before anything else is run for them. Other commits claim at their end, all or nothing (claim-all.ts).
 *
 * 1. A message that is in the journal already is not claimed (idempotent consumer).
 * 2. A message of an actor that is parked behind a dead letter is not claimed, unless it is a redriven letter
 *    itself: that one waits for earlier letters only. Nor is a message that was discarded.
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
import { integers, texts } from './columns.ts';

export interface ClaimItem {
  message: Message;
  /** The state that the turn made; absent for handler actors. */
  after?: ActorState;
}

/** The answer names the exceptions only, since nearly always there are none. */
export interface LeftOut {
  /** Addresses whose message was not written to the journal. */
  unclaimed: Set<Address>;
  /** Addresses whose message was, but whose snapshot is not at the version that the turn was computed on. */
  conflicting: Set<Address>;
}

const CLAIM = `
  WITH t AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::integer[],
      $9::text[], $10::text[]) AS t(a, m, b, v, mv, st, sn, e, s, r)
  ), claimed AS (
    INSERT INTO journal (actor, message_id, version, message)
    SELECT t.a, t.m, t.v, t.b::json FROM t
    WHERE NOT EXISTS (
      SELECT 1 FROM dead_letters d
      WHERE d.actor = t.a
        AND ((d.state IN ('open', 'redriving') AND (t.r IS NULL OR d.id < t.r::bigint))
          OR (d.state = 'discarded' AND d.message_id = t.m))
    )
    ON CONFLICT DO NOTHING
    RETURNING actor
  ), moved AS (
    UPDATE actors a
    SET version = t.v, status = t.st, state = t.sn, event_count = t.e, snapshot = t.s::json, updated_at = now()
    FROM t
    WHERE t.v > 1 AND a.address = t.a AND a.version = t.v - 1 AND (t.a IN (SELECT actor FROM claimed)) IS TRUE
    RETURNING a.address
  ), born AS (
    INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot)
    SELECT t.a, split_part(t.a, '/', 1), t.mv, t.v, t.st, t.sn, t.e, t.s::json FROM t
    WHERE t.v = 1 AND (t.a IN (SELECT actor FROM claimed)) IS TRUE
    ON CONFLICT DO NOTHING
    RETURNING address
  )
  SELECT t.a, (t.a IN (SELECT actor FROM claimed)) IS TRUE AS claimed FROM t
  WHERE (t.a IN (SELECT actor FROM claimed)) IS NOT TRUE
     OR (t.v > 0 AND (t.a IN (SELECT address FROM moved)) IS NOT TRUE AND (t.a IN (SELECT address FROM born)) IS NOT TRUE)`;

export async function claim(sql: Sql, items: readonly ClaimItem[]): Promise<LeftOut> {
  const rows = await sql.query<{ a: Address; claimed: boolean }>('claim', CLAIM, columns(items));
  const result: LeftOut = { unclaimed: new Set(), conflicting: new Set() };
  for (const row of rows) (row.claimed ? result.conflicting : result.unclaimed).add(row.a);
  return result;
}

function columns(items: readonly ClaimItem[]): Buffer[] {
  const { to, id, body, redrives, version, machineVersion, status, state, eventCount, snapshot } = empty();
  for (const { message, after } of items) {
    const { to: address, id: messageId, redrives: letter, ...rest } = message;
    const stored = after && toStored(after);
    to.push(address);
    id.push(messageId);
    body.push(JSON.stringify(rest));
    redrives.push(letter ?? null);
    version.push(after?.version ?? 0);
    machineVersion.push(after?.machineVersion ?? null);
    status.push(stored?.status ?? null);
    state.push(stored ? stateName(stored.value) : null);
    eventCount.push(after?.eventCount ?? null);
    snapshot.push(stored ? JSON.stringify(stored) : null);
  }
  return [
    texts(to),
    texts(id),
    texts(body),
    integers(version),
    integers(machineVersion),
    texts(status),
    texts(state),
    integers(eventCount),
    texts(snapshot),
    texts(redrives),
  ];
}

function empty() {
  const text = (): (string | null)[] => [];
  const number = (): (number | null)[] => [];
  return {
    to: text(),
    id: text(),
    body: text(),
    redrives: text(),
    version: number(),
    machineVersion: number(),
    status: text(),
    state: text(),
    eventCount: number(),
    snapshot: text(),
  };
}

const FORGET = `
  DELETE FROM journal j USING unnest($1::text[], $2::text[]) AS t(a, m)
  WHERE j.actor = t.a AND j.message_id = t.m`;

/** Takes the claims of conflicting turns back, in the transaction that made them. */
export async function forget(sql: Sql, messages: readonly Message[]): Promise<void> {
  await sql.query('forget', FORGET, keys(messages));
}

function keys(messages: readonly Message[]): Buffer[] {
  return [texts(messages.map(({ to }) => to)), texts(messages.map(({ id }) => id))];
}
