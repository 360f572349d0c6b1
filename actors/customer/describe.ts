import type { CustomerDescribed } from '../../machines/customer/messages.ts';
import { type HandlerOutcome, idOf, type Message, type Sql, texts } from '../../runtime/index.ts';

interface Row {
  customer_id: string;
  name: string | null;
  email: string | null;
  seen_tx: string;
  seen_pos: string;
}

/**
 * Answers from the view, one read for the batch. The view runs a moment behind the events: whoever asks because of an
 * event names it, and is told when the answer does not count yet.
 */
export async function describeCustomers(messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> {
  const rows = await sql.query<Row>(
    'customer-describe',
    'SELECT customer_id, name, email, seen_tx, seen_pos FROM customers WHERE customer_id = ANY($1::text[])',
    [texts(messages.map(({ to }) => idOf(to)))],
  );
  const known = new Map(rows.map((row) => [row.customer_id, row]));
  return messages.map(({ to, payload }) => {
    const described = describe(known.get(idOf(to)), payload.asOf as string | undefined);
    return { reply: { type: 'CustomerDescribed', payload: { ...described } } };
  });
}

function describe(row: Row | undefined, asOf: string | undefined): CustomerDescribed {
  const upToDate = asOf === undefined || (row !== undefined && hasSeen(row, asOf));
  return { upToDate, ...(row?.name && { name: row.name }), ...(row?.email && { email: row.email }) };
}

function hasSeen({ seen_tx, seen_pos }: Row, eventId: string): boolean {
  const [tx = '0', pos = '0'] = eventId.split('-');
  const ahead = BigInt(seen_tx) - BigInt(tx);
  return ahead > 0n || (ahead === 0n && BigInt(seen_pos) >= BigInt(pos));
}
