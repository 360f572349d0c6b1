import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { type ActorState, toStored } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { integers, texts } from './columns.ts';

const CLAIM_CHAIN = `
  WITH claimed AS (
    INSERT INTO journal (actor, message_id, version, message)
    SELECT t.a, t.m, t.v, t.b::json FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[]) AS t(a, m, v, b)
    WHERE NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = t.a AND d.state IN ('open', 'redriving'))
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

/** Something of the chain was not as this process believed: the batch has to run without chaining. */
export class ChainBroken extends Error {}

const UNIQUE_VIOLATION = '23505';
const DIVISION_BY_ZERO = '22012';

/**
 * Journals the messages of a chain and moves each of its actors once, from the version the database holds to the one that
 * the chain's last turn made. Where anything would be left out the statement fails, and with it the transaction, so that the
 * commit may be sent behind it without waiting. Rejects with `ChainBroken`; throws what cannot be encoded before anything
 * is sent.
 */
export function claimChain(
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
  return sql.query('claim_chain', CLAIM_CHAIN, values).then(
    () => undefined,
    (error: { code?: unknown }) => {
      if (error.code !== UNIQUE_VIOLATION && error.code !== DIVISION_BY_ZERO) throw error;
      throw new ChainBroken('an actor of the chain was moved or parked by another process', { cause: error });
    },
  );
}
