import type { z } from 'zod';
import type { shippingCommands } from '../../machines/shipping/messages.ts';
import { type HandlerOutcome, type Message, OrderlyError, type Sql } from '../../runtime/index.ts';
import { answered } from '../answer.ts';
import { ShipmentBook } from './book.ts';
import {
  bookCapacity,
  type CountryRow,
  lockCapacity,
  lockShipments,
  readCountries,
  writeShipments,
} from './statements.ts';

type Command<Type extends keyof typeof shippingCommands> = z.output<(typeof shippingCommands)[Type]>;

/** Another process made a shipment for the same order while this one decided. Repeating sees it. */
export class ShipmentConflict extends OrderlyError {
  constructor() {
    super('SHIPMENT_CONFLICT', 'a shipment of the same order was made meanwhile; try again', 'later');
  }
}

/** A batch of shipping commands: two reads, one write. */
export async function handle(messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> {
  const orderIds = messages.map(({ payload }) => payload.orderId as string);
  const wanted = new Set<string>();
  for (const { type, payload } of messages)
    if (type === 'PrepareShipment') wanted.add((payload as Command<'PrepareShipment'>).country);
  const [shipments, served] = await Promise.all([lockShipments(sql, orderIds), countries(sql, [...wanted])]);
  const book = new ShipmentBook(shipments, served);
  const outcomes = messages.map((message) => answered(message, decide(book, message)));
  const { made, cancelled, booked } = book.changes();
  if (booked.length > 0) await bookCapacity(sql, booked);
  if (made.length + cancelled.length > 0 && (await writeShipments(sql, made, cancelled)) < made.length)
    throw new ShipmentConflict();
  return outcomes;
}

/** What one command comes to, in memory. */
export function decide(book: ShipmentBook, { type, payload }: Pick<Message, 'type' | 'payload'>): HandlerOutcome {
  switch (type as keyof typeof shippingCommands) {
    case 'PrepareShipment': {
      const { orderId, country } = payload as Command<'PrepareShipment'>;
      return book.prepare(orderId, country);
    }
    case 'CancelShipment':
      return book.cancel((payload as Command<'CancelShipment'>).orderId);
  }
}

/** Those with a limit as they are now, locked. */
async function countries(sql: Sql, wanted: readonly string[]): Promise<CountryRow[]> {
  if (wanted.length === 0) return [];
  const rows = await readCountries(sql, wanted);
  const limited = rows.filter(({ left }) => left !== null).map(({ country }) => country);
  return limited.length > 0 ? [...rows, ...(await lockCapacity(sql, limited))] : rows;
}
