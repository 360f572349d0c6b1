/**
 * The last statements of a commit: everything that the batch's turns caused. Empty parts send no statement.
 *
 * 1. An outbox row lives until all its messages are settled; the commit that settles the last one deletes it.
 * 2. Events get their versions here: a machine's turn brings its own, a handler's event is numbered after the last one.
 */
import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';

export interface Envelope {
  /** The outbox row's id and the BullMQ job's. */
  id: string;
  queue: string;
  messages: readonly Message[];
}

export interface EventRow {
  actor: string;
  /** Undefined: after the last of its actor. */
  version: number | undefined;
  type: string;
  payload: Record<string, unknown>;
  messageId: string;
  correlationId: string;
}

export interface Seal {
  envelopes: readonly Envelope[];
  /** Ids of outbox rows whose last message this commit settles. */
  settled: readonly string[];
  events: readonly EventRow[];
  wakes: readonly { address: string; dueAt: number }[];
  /** Addresses whose wake row goes. */
  asleep: readonly string[];
  /** Messages that wait behind a dead letter of their actor. */
  parked: readonly Message[];
}

const OUTBOX = `
  INSERT INTO outbox (id, queue, owner, epoch, messages)
  SELECT t.id, t.q, $2, $3, t.m FROM json_to_recordset($1::text::json) AS t(id text, q text, m json)
  ON CONFLICT (id) DO NOTHING`;

const SETTLE = 'DELETE FROM outbox WHERE id = ANY($1)';

const EVENTS = `
  INSERT INTO events (actor, version, type, payload, message_id, correlation_id)
  SELECT t.a,
         coalesce(t.v, (SELECT coalesce(max(e.version), 0) FROM events e WHERE e.actor = t.a)::integer + t.n),
         t.ty, t.p, t.m, t.c
  FROM json_to_recordset($1::text::json) AS t(a text, v integer, n integer, ty text, p json, m text, c text)`;

const WAKE = `
  INSERT INTO wakes (address, due)
  SELECT t.a, to_timestamp(t.d / 1000.0) FROM json_to_recordset($1::text::json) AS t(a text, d double precision)
  ON CONFLICT (address) DO UPDATE SET due = EXCLUDED.due`;

const ASLEEP = 'DELETE FROM wakes WHERE address = ANY($1)';

const PARK = `
  INSERT INTO parked (actor, message_id, message)
  SELECT t.a, t.m, t.b FROM json_to_recordset($1::text::json) AS t(a text, m text, b json)
  ON CONFLICT DO NOTHING`;

/** Sends all statements at once (the connection pipelines them) and waits for all. */
export async function seal(sql: Sql, owner: { id: string; epoch: string }, part: Seal): Promise<void> {
  const work: Promise<unknown>[] = [];
  const run = (name: string, text: string, values: unknown[]) => work.push(sql.query(name, text, values));
  if (part.events.length > 0) run('events', EVENTS, [JSON.stringify(numbered(part.events))]);
  if (part.envelopes.length > 0) {
    const rows = part.envelopes.map(({ id, queue, messages }) => ({ id, q: queue, m: messages }));
    run('outbox', OUTBOX, [JSON.stringify(rows), owner.id, owner.epoch]);
  }
  if (part.settled.length > 0) run('settle', SETTLE, [part.settled]);
  if (part.wakes.length > 0)
    run('wake', WAKE, [JSON.stringify(part.wakes.map(({ address, dueAt }) => ({ a: address, d: dueAt })))]);
  if (part.asleep.length > 0) run('asleep', ASLEEP, [part.asleep]);
  if (part.parked.length > 0) {
    run('park', PARK, [
      JSON.stringify(part.parked.map((message) => ({ a: message.to, m: message.id, b: message }))),
    ]);
  }
  await allSettled(work);
}

/** Waits for every statement, so that none is still running when the first error is thrown. */
export async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function numbered(events: readonly EventRow[]) {
  const counts = new Map<string, number>();
  return events.map(({ actor, version, type, payload, messageId, correlationId }) => {
    const n = version === undefined ? (counts.get(actor) ?? 0) + 1 : 0;
    counts.set(actor, n);
    return { a: actor, v: version, n, ty: type, p: payload, m: messageId, c: correlationId };
  });
}
