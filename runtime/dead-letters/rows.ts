import type { DeadLetter, DeadLetterFilter, DeadLetterState } from '../api.ts';
import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';

interface Row {
  id: string;
  actor: Address;
  message: Message;
  error: DeadLetter['error'];
  attempts: number;
  history: DeadLetter['history'];
  state: DeadLetterState;
  parked: string;
  failed_at: Date;
  audit: DeadLetter['audit'];
}

const COLUMNS = `
  d.id, d.actor, d.message, d.error, d.attempts, d.history, d.state, d.failed_at, d.audit,
  (SELECT count(*) FROM parked p WHERE p.actor = d.actor) AS parked`;

/** That a letter says these words somewhere: its address, message, payload or error. No words: any does. */
export const says = (words: string) => `(${words}::text IS NULL OR strpos(
  lower(concat_ws(' ', d.actor, d.message_type, d.message ->> 'id', d.message -> 'payload', d.code, d.error ->> 'message')),
  lower(${words})) > 0)`;

const MATCHES = `
  ($1::text IS NULL OR d.state = $1) AND ($2::text IS NULL OR d.actor LIKE $2 || '/%')
  AND ($3::text IS NULL OR d.message_type = $3) AND ($4::text IS NULL OR d.code = $4)
  AND ${says('$5')}`;

function filterValues({ state, actorType, messageType, code, text }: DeadLetterFilter): unknown[] {
  return [state ?? null, actorType ?? null, messageType ?? null, code ?? null, text ?? null];
}

/** Newest first; `before` is the id after which the page starts. */
export async function listDeadLetters(
  sql: Sql,
  filter: DeadLetterFilter,
  limit: number,
  before?: string,
): Promise<DeadLetter[]> {
  const text = `SELECT ${COLUMNS} FROM dead_letters d WHERE ${MATCHES} AND ($6::bigint IS NULL OR d.id < $6) ORDER BY d.id DESC LIMIT $7`;
  const rows = await sql.query<Row>('dead_letters_list', text, [...filterValues(filter), before ?? null, limit]);
  return rows.map(toDeadLetter);
}

export async function matchingIds(sql: Sql, filter: DeadLetterFilter): Promise<string[]> {
  const text = `SELECT d.id FROM dead_letters d WHERE ${MATCHES} ORDER BY d.id`;
  return (await sql.query<{ id: string }>('dead_letters_match', text, filterValues(filter))).map(({ id }) => id);
}

export async function findDeadLetter(sql: Sql, id: string): Promise<DeadLetter | undefined> {
  const text = `SELECT ${COLUMNS} FROM dead_letters d WHERE d.id = $1::bigint`;
  const [row] = await sql.query<Row>('dead_letter', text, [id]);
  return row && toDeadLetter(row);
}

export interface AuditEntry {
  by: string;
  action: 'redrive' | 'redrive edited' | 'discard';
  /** The reason that was given. */
  note?: string;
  /** The payload before it was edited. */
  was?: Record<string, unknown>;
}

const SETTLE = `
  UPDATE dead_letters SET state = $2, message = coalesce($3::json, message), audit = (audit::jsonb || $4::jsonb)::json
  WHERE id = $1::bigint AND state = 'open' RETURNING id`;

/** Moves an open dead letter on; false where it is not open any more. */
export async function settleDeadLetter(
  sql: Sql,
  id: string,
  state: 'redriving' | 'discarded',
  entry: AuditEntry,
  message?: Message,
): Promise<boolean> {
  const audit = JSON.stringify([{ at: new Date().toISOString(), ...entry }]);
  const rows = await sql.query('dead_letter_settle', SETTLE, [
    id,
    state,
    message ? JSON.stringify(message) : null,
    audit,
  ]);
  return rows.length > 0;
}

function toDeadLetter({ failed_at, parked, ...row }: Row): DeadLetter {
  return { ...row, parked: Number(parked), failedAt: failed_at };
}
