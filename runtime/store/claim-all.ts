import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { type ActorState, toStored } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { integers, texts } from './columns.ts';

const CLAIM_ALL = `
  WITH claimed AS (
    INSERT INTO journal (actor, message_id, version, message)
    SELECT t.a, t.m, t.v, t.b::json FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[]) AS t(a, m, v, b)
    WHERE NOT EXISTS (
      SELECT 1 FROM dead_letters d
      WHERE d.actor = t.a AND (d.state IN ('open', 'redriving') OR (d.state = 'discarded' AND d.message_id = t.m))
    )
    RETURNING 1
  ), t AS MATERIALIZED (
    SELECT * FROM unnest($5::text[], $6::integer[], $7::integer[], $8::integer[], $9::text[], $10::text[], $11::integer[], $12::text[])
      AS t(a, base, v, mv, st, sn, e, s)
  ), moved AS (
    UPDATE actors a
    SET version = t.v, status = t.st, state = t.sn, event_count = t.e, snapshot = t.s::json, updated_at = now()
    FROM t WHERE t.base > 0 AND a.address = t.a AND a.version = t.base
    RETURNING 1
  ), born AS (
    INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot)
    SELECT t.a, split_part(t.a, '/', 1), t.mv, t.v, t.st, t.sn, t.e, t.s::json FROM t WHERE t.base = 0
    RETURNING 1
  )
  SELECT 1 / CASE WHEN (SELECT count(*) FROM claimed) = $13::integer
                   AND (SELECT count(*) FROM moved) + (SELECT count(*) FROM born) = $14::integer THEN 1 ELSE 0 END`;

/** A message repeats, waits or was discarded, or an actor was moved by another process: the batch has to run carefully. */
export class ClaimRefused extends Error {}

const UNIQUE_VIOLATION = '23505';
const DIVISION_BY_ZERO = '22012';

/**
 * Journals all messages that a transaction has handled and moves each of its actors once, from the version the database
 * holds to the one that its last turn made. Where anything would be left out the statement fails, and with it the
 * transaction, so that the commit may be sent behind it without waiting. Redriven letters are not for it: they would be
 * taken for parked. Rejects with `ClaimRefused`; throws what cannot be encoded before anything is sent.
 */
export function claimAll(
  sql: Sql,
  messages: readonly { message: Message; version: number }[],
  actors: readonly { after: ActorState; base: number }[],
): Promise<void> {
  const sorted = [...actors].sort((a, b) => (a.after.address < b.after.address ? -1 : 1));
  const stored = sorted.map(({ after }) => toStored(after));
  const values = [
    texts(messages.map(({ message }) => message.to)),
    texts(messages.map(({ message }) => message.id)),
    integers(messages.map(({ version }) => version)),
    texts(messages.map(({ message: { to: _to, id: _id, ...body } }) => JSON.stringify(body))),
    texts(sorted.map(({ after }) => after.address)),
    integers(sorted.map(({ base }) => base)),
    integers(sorted.map(({ after }) => after.version)),
    integers(sorted.map(({ after }) => after.machineVersion)),
    texts(stored.map(({ status }) => status)),
    texts(stored.map(({ value }) => stateName(value))),
    integers(sorted.map(({ after }) => after.eventCount)),
    texts(stored.map((state) => JSON.stringify(state))),
    messages.length,
    actors.length,
  ];
  return sql.query('claim_all', CLAIM_ALL, values).then(
    () => undefined,
    (error: { code?: unknown }) => {
      if (error.code !== UNIQUE_VIOLATION && error.code !== DIVISION_BY_ZERO) throw error;
      throw new ClaimRefused('a message repeats, or an actor was moved or parked by another process', {
        cause: error,
      });
    },
  );
}
