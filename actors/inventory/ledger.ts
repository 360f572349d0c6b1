/**
 * The stock in memory while one batch is decided. It owns the arithmetic of reservations and products and knows no SQL.
 *
 * 1. `received = available + reserved + shipped` before and after each step, and nothing falls below zero.
 * 2. Each command is idempotent per order, and what was given up stays given up: a reservation that comes after its
 *    release is refused.
 * 3. Decisions follow the order of the batch: who asks first gets the last piece.
 */
import type { HandlerOutcome } from '../../runtime/index.ts';
import type {
  NewProduct,
  NewReservation,
  Product,
  ReservationRow,
  ReservationStatus,
  StockChange,
  StockChanges,
  StockLine,
} from './statements.ts';

interface Held {
  status: ReservationStatus;
  items: readonly StockLine[];
  /** Set for a reservation that this batch makes. */
  made?: NewReservation;
  changed?: boolean;
}

interface Shelf {
  before: Product;
  now: Product;
  /** Set for a product that this batch makes. */
  created?: { unitPriceMinor: number | null };
}

export class StockLedger {
  private readonly products = new Map<string, Shelf>();
  private readonly reservations = new Map<string, Held>();

  constructor(products: readonly Product[], reservations: readonly ReservationRow[]) {
    for (const product of products) this.products.set(product.productId, { before: product, now: { ...product } });
    for (const { order_id, status, items } of reservations) this.reservations.set(order_id, { status, items });
  }

  reserve(orderId: string, requested: readonly StockLine[], holdMs: number): HandlerOutcome {
    const held = this.reservations.get(orderId);
    if (held?.status === 'released') return rejected(orderId, { reason: 'released' });
    if (held && held.status !== 'rejected') return { reply: { type: 'StockReserved', payload: { orderId } } };
    const items = merged(requested);
    const missing = items
      .map(({ productId, quantity }) => ({ productId, requested: quantity, available: this.available(productId) }))
      .filter((line) => line.requested > line.available);
    if (held || missing.length > 0) {
      if (!held) this.make(orderId, 'rejected', items, null);
      return rejected(orderId, { reason: 'out_of_stock', missing });
    }
    this.move(items, 'available', 'reserved');
    this.make(orderId, 'reserved', items, holdMs);
    return { reply: { type: 'StockReserved', payload: { orderId } } };
  }

  release(orderId: string): HandlerOutcome {
    const held = this.reservations.get(orderId);
    if (held?.status === 'committed') {
      return { refused: { code: 'STOCK_SHIPPED', message: `the goods of order ${orderId} have left the house` } };
    }
    if (!held) this.make(orderId, 'released', [], null);
    if (held?.status === 'reserved' || held?.status === 'expiring') {
      this.move(held.items, 'reserved', 'available');
      this.change(held, 'released');
    }
    return { reply: { type: 'StockReleased', payload: { orderId } } };
  }

  commit(orderId: string): HandlerOutcome {
    const held = this.reservations.get(orderId);
    if (held?.status === 'committed') return {};
    if (held?.status !== 'reserved' && held?.status !== 'expiring') {
      return {
        refused: {
          code: 'NOTHING_RESERVED',
          message: `order ${orderId} holds no stock (${held?.status ?? 'unknown'})`,
        },
      };
    }
    this.move(held.items, 'reserved', 'shipped');
    this.change(held, 'committed');
    return {};
  }

  receive(
    productId: string,
    quantity: number,
    { productName, unitPriceMinor = null }: { productName?: string; unitPriceMinor?: number | null } = {},
  ): HandlerOutcome {
    let shelf = this.products.get(productId);
    if (!shelf) {
      if (!productName) {
        return {
          refused: {
            code: 'PRODUCT_NOT_FOUND',
            message: `there is no product ${productId}; give a productName to create it`,
          },
        };
      }
      const empty = { productId, productName, received: 0, available: 0, reserved: 0, shipped: 0 };
      shelf = { before: empty, now: { ...empty }, created: { unitPriceMinor } };
      this.products.set(productId, shelf);
    }
    shelf.now.received += quantity;
    shelf.now.available += quantity;
    return { reply: { type: 'StockReceived', payload: { ...shelf.now } } };
  }

  check(productId: string, quantity: number): HandlerOutcome {
    const available = this.available(productId);
    return {
      reply: { type: 'StockChecked', payload: { productId, quantity, available, enough: available >= quantity } },
    };
  }

  /** The differences to what was read. */
  changes(): StockChanges & { created: NewProduct[] } {
    const products: StockChange[] = [];
    const created: NewProduct[] = [];
    for (const { before, now, created: isNew } of this.products.values()) {
      const received = now.received - before.received;
      if (isNew)
        created.push({
          product_id: now.productId,
          product_name: now.productName,
          received,
          unit_price_minor: isNew.unitPriceMinor,
        });
      const shift = {
        product_id: now.productId,
        received: isNew ? 0 : received,
        available: now.available - before.available - (isNew ? received : 0),
        reserved: now.reserved - before.reserved,
        shipped: now.shipped - before.shipped,
      };
      if (shift.received || shift.available || shift.reserved || shift.shipped) products.push(shift);
    }
    const made: NewReservation[] = [];
    const changed: { order_id: string; status: ReservationStatus }[] = [];
    for (const [order_id, held] of this.reservations) {
      if (held.made) made.push(held.made);
      else if (held.changed) changed.push({ order_id, status: held.status });
    }
    return { products, created, changed, made };
  }

  private available(productId: string): number {
    return this.products.get(productId)?.now.available ?? 0;
  }

  private move(
    items: readonly StockLine[],
    from: 'available' | 'reserved',
    to: 'available' | 'reserved' | 'shipped',
  ): void {
    for (const { productId, quantity } of items) {
      const shelf = this.products.get(productId);
      if (!shelf) throw new Error(`product ${productId} of a reservation was not read`);
      shelf.now[from] -= quantity;
      shelf.now[to] += quantity;
    }
  }

  private make(
    orderId: string,
    status: ReservationStatus,
    items: readonly StockLine[],
    holdMs: number | null,
  ): void {
    this.reservations.set(orderId, { status, items, made: { order_id: orderId, status, items, hold_ms: holdMs } });
  }

  private change(held: Held, status: ReservationStatus): void {
    held.status = status;
    if (held.made) held.made.status = status;
    else held.changed = true;
  }
}

function rejected(orderId: string, why: Record<string, unknown>): HandlerOutcome {
  return { reply: { type: 'StockRejected', payload: { orderId, ...why } } };
}

/** One line per product. */
function merged(items: readonly StockLine[]): StockLine[] {
  if (items.length === 1) return [items[0]!];
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items)
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}
