import { idOf, type StoredEvent, typeOf } from '../../runtime/index.ts';

export interface CustomerRow {
  customer_id: string;
  name: string | null;
  email: string | null;
  orders: number;
  confirmed: number;
  cancelled: number;
  spent: Record<string, number>;
  /** The last event that it has seen, in two numbers. */
  seen_tx: string;
  seen_pos: string;
}

/** Whom an event is about; undefined where it is nobody's, or the service's own account of what an order tells anyway. */
export function whose({
  type,
  actor,
  payload,
}: Pick<StoredEvent, 'type' | 'actor' | 'payload'>): string | undefined {
  if (type === 'UserRegistered') return idOf(actor);
  return typeOf(actor) === 'order' ? (payload.customerId as string | undefined) : undefined;
}

/** A customer after one more event. */
export function fold(row: CustomerRow, event: StoredEvent): CustomerRow {
  return { ...row, ...change(row, event), ...seen(row, event) };
}

function change(row: CustomerRow, { type, payload }: StoredEvent): Partial<CustomerRow> {
  switch (type) {
    case 'UserRegistered':
      return { name: String(payload.name), email: String(payload.email) };
    case 'OrderPlaced':
      return { orders: row.orders + 1 };
    case 'OrderCancelled':
      return { cancelled: row.cancelled + 1 };
    case 'OrderConfirmed': {
      const currency = String(payload.currency);
      const spent = { ...row.spent, [currency]: (row.spent[currency] ?? 0) + Number(payload.totalMinor) };
      return { confirmed: row.confirmed + 1, spent };
    }
    default:
      return {};
  }
}

function seen(row: CustomerRow, { id }: StoredEvent): Pick<CustomerRow, 'seen_tx' | 'seen_pos'> {
  const [seen_tx = '0', seen_pos = '0'] = id.split('-');
  const ahead = BigInt(seen_tx) - BigInt(row.seen_tx);
  const isLater = ahead > 0n || (ahead === 0n && BigInt(seen_pos) > BigInt(row.seen_pos));
  return isLater ? { seen_tx, seen_pos } : { seen_tx: row.seen_tx, seen_pos: row.seen_pos };
}
