import type { z } from 'zod';
import type { inventoryCommands } from '../../machines/inventory/messages.ts';
import { type HandlerOutcome, type Message, OrderlyError, type Sql } from '../../runtime/index.ts';
import { answered } from '../answer.ts';
import { StockLedger } from './ledger.ts';
import { createProducts, expireReservations, lockStock, writeStock } from './statements.ts';

type Command<Type extends keyof typeof inventoryCommands> = z.output<(typeof inventoryCommands)[Type]>;

/** Another process made a reservation for the same order while this one decided. Repeating sees it. */
export class ReservationConflict extends OrderlyError {
  constructor() {
    super('RESERVATION_CONFLICT', 'a reservation of the same order was made meanwhile; try again', 'later');
  }
}

/** How many reservations one `ExpireReservations` looks after; the rest comes with the next. */
const expiriesAtOnce = 1_000;

/**
 * A batch of inventory commands: lock, decide in memory, write, two statements however many there are.
 * Expiry runs last, so that it sees what the same batch released.
 */
export async function handle(messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> {
  const orderIds: string[] = [];
  const productIds = new Set<string>();
  for (const { type, payload } of messages) {
    if (type === 'ReceiveStock' || type === 'CheckStock')
      productIds.add((payload as Command<'CheckStock'>).productId);
    else if (type !== 'ExpireReservations') orderIds.push((payload as Command<'ReleaseStock'>).orderId);
    if (type === 'ReserveStock')
      for (const { productId } of (payload as Command<'ReserveStock'>).items) productIds.add(productId);
  }
  const { reservations, products } = await lockStock(sql, orderIds, [...productIds]);
  const ledger = new StockLedger(products, reservations);
  const outcomes = messages.map((message) => answered(message, decide(ledger, message)));
  await write(ledger, sql);
  for (const [index, { type }] of messages.entries()) {
    if (type === 'ExpireReservations') outcomes[index] = await expire(sql);
  }
  return outcomes;
}

/** What one command comes to, in memory. Expiry is not decided here: it is a statement. */
export function decide(ledger: StockLedger, { type, payload }: Pick<Message, 'type' | 'payload'>): HandlerOutcome {
  switch (type as keyof typeof inventoryCommands) {
    case 'ReserveStock': {
      const { orderId, items, holdMs } = payload as Command<'ReserveStock'>;
      return ledger.reserve(orderId, items, holdMs);
    }
    case 'ReleaseStock':
      return ledger.release((payload as Command<'ReleaseStock'>).orderId);
    case 'CommitStock':
      return ledger.commit((payload as Command<'CommitStock'>).orderId);
    case 'ReceiveStock': {
      const { productId, quantity, ...named } = payload as Command<'ReceiveStock'>;
      return ledger.receive(productId, quantity, named);
    }
    case 'CheckStock': {
      const { productId, quantity } = payload as Command<'CheckStock'>;
      return ledger.check(productId, quantity);
    }
    case 'ExpireReservations':
      return {};
  }
}

async function write(ledger: StockLedger, sql: Sql): Promise<void> {
  const { created, ...changes } = ledger.changes();
  if (created.length > 0) await createProducts(sql, created);
  if (changes.products.length + changes.changed.length + changes.made.length === 0) return;
  if ((await writeStock(sql, changes)) < changes.made.length) throw new ReservationConflict();
}

async function expire(sql: Sql): Promise<HandlerOutcome> {
  const orders = await expireReservations(sql, expiriesAtOnce);
  return {
    events: orders.map((orderId) => ({ type: 'ReservationExpired', payload: { orderId } })),
  };
}
