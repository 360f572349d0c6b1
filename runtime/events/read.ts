import type { StoredEvent } from '../definition.ts';
import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';
import { type Position, parsePosition } from './position.ts';

interface EventRecord {
  tx: string;
  pos: string;
  actor: Address;
  version: number;
  type: string;
  payload: Record<string, unknown>;
  message_id: string;
  correlation_id: string;
  at: Date;
}

const COLUMNS =
  'e.tx::text AS tx, e.pos, e.actor, e.version, e.type, e.payload, e.message_id, e.correlation_id, e.at';

/**
 * Only below the oldest running transaction: above it, an event with a smaller position may still appear. (By sequence
 * alone 7,195 of 131,011 events were missed.) `ORDER BY e.tx`, not `tx`: that would sort the text.
 */
const AFTER = `
  SELECT ${COLUMNS} FROM events e
  WHERE (e.tx, e.pos) > ($1::text::xid8, $2::bigint) AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY e.tx, e.pos LIMIT $3`;

/** The next events in commit order; none is skipped, however transactions overlap. */
export async function eventsAfter(sql: Sql, { tx, pos }: Position, limit: number): Promise<StoredEvent[]> {
  const rows = await sql.query<EventRecord>('events_after', AFTER, [tx.toString(), pos.toString(), limit]);
  return rows.map(toEvent);
}

/** The same from an event's id, as doors know it. */
export async function eventsAfterId(sql: Sql, id: string, limit: number): Promise<StoredEvent[]> {
  return eventsAfter(sql, parsePosition(id), limit);
}

const BEFORE = `
  SELECT ${COLUMNS} FROM events e
  WHERE (e.tx, e.pos) < ($1::text::xid8, $2::bigint) AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY e.tx DESC, e.pos DESC LIMIT $3`;
const END: Position = { tx: 2n ** 64n - 1n, pos: 2n ** 63n - 1n };

/** The newest events, or those before the one with this id, newest first. */
export async function eventsBeforeId(sql: Sql, id: string | undefined, limit: number): Promise<StoredEvent[]> {
  const given = id === undefined ? END : parsePosition(id);
  const { tx, pos } = given.tx > END.tx || given.pos > END.pos ? END : given;
  const rows = await sql.query<EventRecord>('events_before', BEFORE, [tx.toString(), pos.toString(), limit]);
  return rows.map(toEvent);
}

const OF_ACTOR = `SELECT ${COLUMNS} FROM events e WHERE e.actor = $1 ORDER BY e.version`;

export async function eventsOf(sql: Sql, actor: Address): Promise<StoredEvent[]> {
  return (await sql.query<EventRecord>('events_of', OF_ACTOR, [actor])).map(toEvent);
}

const HORIZON = `
  SELECT e.tx::text AS tx, e.pos FROM events e
  WHERE e.tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.tx DESC, e.pos DESC LIMIT 1`;

/** The last event that may be read; undefined where there is none. */
export async function lastPosition(sql: Sql): Promise<Position | undefined> {
  const [row] = await sql.query<{ tx: string; pos: string }>('events_horizon', HORIZON);
  return row && { tx: BigInt(row.tx), pos: BigInt(row.pos) };
}

function toEvent(row: EventRecord): StoredEvent {
  return {
    id: `${row.tx}-${row.pos}`,
    actor: row.actor,
    version: row.version,
    type: row.type,
    payload: row.payload,
    messageId: row.message_id,
    correlationId: row.correlation_id,
    at: row.at,
  };
}
