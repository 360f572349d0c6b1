import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { Envelope } from '../store/seal.ts';
import { type GroupingOptions, queueOf } from '../turn/grouping.ts';

const SETTLE = `UPDATE dead_letters SET state = 'redriven' WHERE id = $1 AND state = 'redriving'`;

const UNPARK = `
  DELETE FROM parked p WHERE p.actor = $1
  AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = p.actor AND d.state IN ('open', 'redriving'))
  RETURNING p.seq, p.message`;

/** In the commit that settles a redriven dead letter: marks it, and sends on what waited behind it, in order. */
export async function release(sql: Sql, message: Message, ids: GroupingOptions): Promise<Envelope[]> {
  await sql.query('redriven', SETTLE, [message.redrives]);
  return unpark(sql, message.to, ids);
}

/** The envelopes for the messages that waited behind an actor's last dead letter; they leave the parking place with them. */
export async function unpark(sql: Sql, actor: string, ids: GroupingOptions): Promise<Envelope[]> {
  const rows = await sql.query<{ seq: string; message: Message }>('unpark', UNPARK, [actor]);
  if (rows.length === 0) return [];
  const inOrder = rows.sort((a, b) => Number(a.seq) - Number(b.seq)).map(({ message }) => message);
  const byQueue = new Map<string, Message[]>();
  for (const waiting of inOrder) {
    const queue = queueOf(waiting, ids.layout);
    byQueue.set(queue, [...(byQueue.get(queue) ?? []), waiting]);
  }
  return [...byQueue].map(([queue, messages]) => ({ id: ids.newEnvelopeId(), queue, messages }));
}
