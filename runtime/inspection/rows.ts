import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { OpenLetter } from './stuck.ts';

interface LetterRow {
  id: string;
  actor: Address;
  message_type: string;
  code: string;
  error: string;
  failed_at: Date;
  message_id: string;
  sender: Address | null;
}

export interface SentLetter extends OpenLetter {
  messageId: string;
  /** Who sent the message; null: a door. */
  sender: Address | null;
}

const OPEN = `
  SELECT d.id, d.actor, d.message_id, d.message_type, d.code, d.error ->> 'message' AS error, d.failed_at,
         d.message ->> 'from' AS sender
  FROM dead_letters d WHERE d.state = 'open'`;

const OPEN_OF_ACTOR = `${OPEN} AND d.actor = $1 ORDER BY d.id`;
const OPEN_OF_SENDERS = `${OPEN} AND d.message ->> 'from' = ANY($1::text[]) ORDER BY d.id`;
const OPEN_OF_TYPE = `${OPEN} AND d.actor >= $1 || '/' AND d.actor < $1 || '0' ORDER BY d.id LIMIT $2`;

/** Those that park the actor, oldest first. */
export async function lettersOf(sql: Sql, actor: Address): Promise<SentLetter[]> {
  return (await sql.query<LetterRow>('inspect_letters', OPEN_OF_ACTOR, [actor])).map(toLetter);
}

/** Open dead letters among what these actors sent. */
export async function lettersFrom(sql: Sql, senders: readonly string[]): Promise<SentLetter[]> {
  if (senders.length === 0) return [];
  return (await sql.query<LetterRow>('inspect_letters_from', OPEN_OF_SENDERS, [senders])).map(toLetter);
}

export async function lettersOfType(sql: Sql, type: string, most: number): Promise<SentLetter[]> {
  return (await sql.query<LetterRow>('inspect_letters_type', OPEN_OF_TYPE, [type, most])).map(toLetter);
}

function toLetter({ message_type, failed_at, message_id, ...row }: LetterRow): SentLetter {
  return { ...row, messageType: message_type, failedAt: failed_at, messageId: message_id };
}

export interface Unhandled {
  message: Message;
  place: 'outbox' | 'parked';
  at: Date;
}

const PARKED = 'SELECT message FROM parked WHERE actor = $1 ORDER BY seq';

/** Messages that wait behind a dead letter, in order. */
export async function parkedOf(sql: Sql, actor: Address): Promise<Message[]> {
  return (await sql.query<{ message: Message }>('inspect_parked', PARKED, [actor])).map(({ message }) => message);
}

/** The outbox holds what is under way, so that reading all of it is cheap. */
const UNSETTLED = `
  SELECT m AS message, o.at FROM outbox o CROSS JOIN LATERAL json_array_elements(o.messages) AS m
  WHERE m ->> 'to' = $1 OR m ->> 'from' = $1 ORDER BY o.at LIMIT 200`;

/** What is under way to an actor, or from it. */
export async function unsettledOf(sql: Sql, actor: Address): Promise<{ message: Message; at: Date }[]> {
  return sql.query<{ message: Message; at: Date }>('inspect_unsettled', UNSETTLED, [actor]);
}
