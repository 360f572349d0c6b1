import type { ActorView, JournalEntry } from '../api.ts';
import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { viewOfRow } from '../turn/actor-state.ts';
import { loadActors } from './load.ts';

export async function readActor(sql: Sql, to: Address): Promise<ActorView | undefined> {
  const [row] = await loadActors(sql, [to]);
  return row && viewOfRow(row);
}

const HISTORY = `
  SELECT message_id, version, at, message FROM journal
  WHERE actor = $1 AND version > $2 ORDER BY version, at LIMIT $3`;
const DEFAULT_LIMIT = 1_000;

interface JournalRow {
  message_id: string;
  version: number;
  at: Date;
  message: Omit<Message, 'id' | 'to'>;
}

/** The turns of an actor after a version, oldest first. */
export async function readHistory(
  sql: Sql,
  to: Address,
  { after = -1, limit = DEFAULT_LIMIT } = {},
): Promise<JournalEntry[]> {
  const rows = await sql.query<JournalRow>('history', HISTORY, [to, after, limit]);
  return rows.map(({ message_id, version, at, message }) => ({
    version,
    at,
    message: { ...message, id: message_id, to },
  }));
}

const JOURNALED = 'SELECT message_id, version, at, message FROM journal WHERE actor = $1 AND message_id = $2';

export async function readJournaled(sql: Sql, to: Address, messageId: string): Promise<Message | undefined> {
  const [row] = await sql.query<JournalRow>('journaled', JOURNALED, [to, messageId]);
  return row && { ...row.message, id: messageId, to };
}
