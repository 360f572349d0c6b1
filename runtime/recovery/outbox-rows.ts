import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { Envelope } from '../store/seal.ts';
import { DEAD_AFTER_MS } from './heartbeat.ts';

/** After this long an unsettled row of a living process is looked at again (milliseconds). */
export const LOOK_AGAIN_MS = 30_000;
const ROWS_AT_A_TIME = 500;
/** Of a message in an envelope, roughly. */
const MESSAGE_BYTES = 600;

interface OutboxRow {
  id: string;
  queue: string;
  owner: string;
  messages: Message[];
}

/**
 * The size is the stored one: only the rows that are taken are read as a whole. Rows that wait for the next owner of their
 * shard are that owner's to take, unless they are those of a former division into shards.
 */
const SUSPECT = `
  WITH suspect AS (
    SELECT o.id, o.at, o.owner = $1 AND o.epoch = $2 AS old, pg_column_size(o.messages) AS size FROM outbox o
    WHERE (o.owner = $1 AND (o.epoch <> $2 OR o.at < now() - $3 * interval '1 millisecond'))
       OR o.owner <> $7
          AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = o.owner AND p.beat > now() - $4 * interval '1 millisecond')
  ), placed AS MATERIALIZED (
    SELECT id, at, count(*) OVER () AS total, sum(size) OVER place - size AS before FROM suspect
    WINDOW place AS (ORDER BY old, CASE WHEN old THEN at END, at DESC, id ROWS UNBOUNDED PRECEDING)
    ORDER BY old, CASE WHEN old THEN at END, at DESC, id LIMIT $5
  )
  SELECT o.id, o.queue, o.owner, o.messages, p.total::integer AS total FROM placed p JOIN outbox o ON o.id = p.id
  WHERE p.before < $6 ORDER BY p.at, p.id`;

/**
 * Rows that nobody may be working on: of dead owners, from before a loss of Redis, or old. Age alone proves nothing.
 * About as many messages as asked for and at least one row; `more` says that there are others. What somebody left behind
 * comes first, the newest before all: it belongs to sagas that are under way, whose timers run, while what was sent
 * first has mostly not begun. Rows that are merely old come in turn.
 */
export async function suspectRows(
  sql: Sql,
  processId: string,
  epoch: string,
  messages: number,
  nextOwner: string,
): Promise<{ rows: OutboxRow[]; more: boolean }> {
  const rows = await sql.query<OutboxRow & { total: number }>('suspect', SUSPECT, [
    processId,
    epoch,
    LOOK_AGAIN_MS,
    DEAD_AFTER_MS,
    ROWS_AT_A_TIME,
    messages * MESSAGE_BYTES,
    nextOwner,
  ]);
  return { rows, more: rows.length < (rows[0]?.total ?? 0) };
}

/** `OFFSET 0` keeps the planner from hashing whole tables for the sake of a few messages. */
const SETTLED = `
  SELECT t.a, t.m FROM json_to_recordset($1::text::json) AS t(a text, m text)
  WHERE EXISTS (SELECT 1 FROM journal j WHERE j.actor = t.a AND j.message_id = t.m)
     OR EXISTS (SELECT 1 FROM parked p WHERE p.actor = t.a AND p.message_id = t.m OFFSET 0)
     OR EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = t.a AND d.message_id = t.m AND d.state IN ('open', 'discarded') OFFSET 0)`;

/** The rows of which every message is settled, by their ids. Only the journal and what replaces it settle a message. */
export async function fullySettled(sql: Sql, rows: readonly Envelope[]): Promise<Set<string>> {
  const asked = rows.flatMap(({ messages }) => messages.map(({ to, id }) => ({ a: to, m: id })));
  const found = await sql.query<{ a: string; m: string }>('settled', SETTLED, [JSON.stringify(asked)]);
  const settled = new Set(found.map(({ a, m }) => `${a} ${m}`));
  return new Set(
    rows.filter(({ messages }) => messages.every(({ to, id }) => settled.has(`${to} ${id}`))).map(({ id }) => id),
  );
}

const TAKE_OVER = `
  UPDATE outbox o SET owner = $2, epoch = $3, at = now()
  FROM json_to_recordset($1::text::json) AS t(id text, owner text)
  WHERE o.id = t.id AND o.owner = t.owner RETURNING o.id`;

/** Makes this process the owner; of several that try, one succeeds per row. */
export async function takeOver(
  sql: Sql,
  rows: readonly { id: string; owner: string }[],
  processId: string,
  epoch: string,
): Promise<Set<string>> {
  const values = [JSON.stringify(rows.map(({ id, owner }) => ({ id, owner }))), processId, epoch];
  const taken = await sql.query<{ id: string }>('take_over', TAKE_OVER, values);
  return new Set(taken.map(({ id }) => id));
}

export async function deleteRows(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('delete_rows', 'DELETE FROM outbox WHERE id = ANY($1)', [ids]);
}

const BY_ID = 'SELECT id, queue, owner, messages FROM outbox WHERE id = ANY($1)';

export async function rowsById(sql: Sql, ids: readonly string[]): Promise<OutboxRow[]> {
  return sql.query<OutboxRow>('rows_by_id', BY_ID, [ids]);
}
