import type { OrderFilter, OrderPage } from '../actors/order/index.ts';
import type { StoredEvent } from '../runtime/index.ts';
import type { StockLevel } from './inventory/schemas.ts';

/** What the doors read of orders besides their actors. */
export interface OrderQueries {
  /** Newest first, from the view. */
  list(filter: OrderFilter): Promise<OrderPage>;
}

/** What the doors read of the stock. */
export interface InventoryQueries {
  get(productId: string): Promise<StockLevel | undefined>;
  /** By product id. */
  list(filter: { cursor?: string; limit?: number }): Promise<{ items: StockLevel[]; nextCursor?: string }>;
}

/** All events of all actors in commit order. */
export interface EventLog {
  /** Those after this event id, below the oldest running transaction, so that none appears behind a reader later. */
  after(eventId: string, limit: number): Promise<StoredEvent[]>;
}
