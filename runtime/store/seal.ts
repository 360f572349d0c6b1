/**
 * The last statements of a commit: everything that the batch's turns caused. Empty parts send no statement.
 *
 * 1. An outbox row lives until all its messages are settled; the commit that settles the last one deletes it.
 * 2. Events get their versions here: a machine's turn brings its own, a handler's event is numbered after the last one.
 */
import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { doubles, integers, texts } from './columns.ts';

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
  SELECT t.id, t.q, $4, $5, t.m::json FROM unnest($1::text[], $2::text[], $3::text[]) AS t(id, q, m)
  ON CONFLICT (id) DO NOTHING`;

const SETTLE = 'DELETE FROM outbox WHERE id = ANY($1::text[])';

const EVENTS = `
  INSERT INTO events (actor, version, type, payload, message_id, correlation_id)
  SELECT t.a,
         coalesce(t.v, (SELECT coalesce(max(e.version), 0) FROM events e WHERE e.actor = t.a)::integer + t.n),
         t.ty, t.p::json, t.m, t.c
  FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS t(a, v, n, ty, p, m, c)`;

const WAKE = `
  INSERT INTO wakes (address, due)
  SELECT t.a, to_timestamp(t.d / 1000.0) FROM unnest($1::text[], $2::double precision[]) AS t(a, d)
  ON CONFLICT (address) DO UPDATE SET due = EXCLUDED.due`;

const ASLEEP = 'DELETE FROM wakes WHERE address = ANY($1::text[])';

const PARK = `
  INSERT INTO parked (actor, message_id, message)
  SELECT t.a, t.m, t.b::json FROM unnest($1::text[], $2::text[], $3::text[]) AS t(a, m, b)
  ON CONFLICT DO NOTHING`;

/**
 * Sends all statements at once (the connection pipelines them) and waits for all. Whatever cannot be encoded throws before
 * the first is sent, so that the caller may send the commit behind them without waiting.
 */
export function seal(sql: Sql, owner: { id: string; epoch: string }, part: Seal): Promise<void> {
  const statements: [name: string, text: string, values: unknown[]][] = [];
  const { events, envelopes, settled, wakes, asleep, parked } = part;
  if (events.length > 0) statements.push(['events', EVENTS, eventColumns(events)]);
  if (envelopes.length > 0) {
    statements.push(['outbox', OUTBOX, [...envelopeColumns(envelopes), owner.id, owner.epoch]]);
  }
  if (settled.length > 0) statements.push(['settle', SETTLE, [texts(settled)]]);
  if (wakes.length > 0) {
    const columns = [texts(wakes.map(({ address }) => address)), doubles(wakes.map(({ dueAt }) => dueAt))];
    statements.push(['wake', WAKE, columns]);
  }
  if (asleep.length > 0) statements.push(['asleep', ASLEEP, [texts(asleep)]]);
  if (parked.length > 0) {
    const bodies = parked.map((message) => JSON.stringify(message));
    const columns = [texts(parked.map(({ to }) => to)), texts(parked.map(({ id }) => id)), texts(bodies)];
    statements.push(['park', PARK, columns]);
  }
  return allSettled(statements.map(([name, text, values]) => sql.query(name, text, values)));
}

/**
 * Waits for every statement, so that none is still running when the first error is thrown: the first that is not the mere
 * consequence of another.
 */
export async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  const reasons = (await Promise.allSettled(work)).flatMap((each) =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  if (reasons.length > 0) throw reasons.find((reason) => !isConsequence(reason)) ?? reasons[0];
}

/** The server refuses every statement that follows the one that failed. */
function isConsequence(reason: { code?: unknown; cause?: { code?: unknown } } | undefined): boolean {
  return (reason?.code ?? reason?.cause?.code) === IN_FAILED_TRANSACTION;
}

const IN_FAILED_TRANSACTION = '25P02';

function envelopeColumns(envelopes: readonly Envelope[]): Buffer[] {
  return [
    texts(envelopes.map(({ id }) => id)),
    texts(envelopes.map(({ queue }) => queue)),
    texts(envelopes.map(({ messages }) => JSON.stringify(messages))),
  ];
}

function eventColumns(events: readonly EventRow[]): Buffer[] {
  const counts = new Map<string, number>();
  const places = events.map(({ actor, version }) => {
    if (version !== undefined) return 0;
    const place = (counts.get(actor) ?? 0) + 1;
    counts.set(actor, place);
    return place;
  });
  return [
    texts(events.map(({ actor }) => actor)),
    integers(events.map(({ version }) => version)),
    integers(places),
    texts(events.map(({ type }) => type)),
    texts(events.map(({ payload }) => JSON.stringify(payload))),
    texts(events.map(({ messageId }) => messageId)),
    texts(events.map(({ correlationId }) => correlationId)),
  ];
}
