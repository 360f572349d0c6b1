/**
 * The shipments in memory while one batch is decided. It owns the decisions and knows no SQL.
 *
 * 1. Each command is idempotent per order.
 * 2. A cancelled shipment is never prepared, whichever command came first.
 * 3. A country with a limit never gets more shipments than are left.
 */
import { hash } from 'node:crypto';
import type { HandlerOutcome } from '../../runtime/index.ts';
import type { CountryRow, ShipmentRow } from './statements.ts';

export class ShipmentBook {
  private readonly shipments: Map<string, ShipmentRow>;
  private readonly countries: Map<string, CountryRow>;
  private readonly booked = new Map<string, number>();
  private readonly made: ShipmentRow[] = [];
  private readonly cancelled: string[] = [];

  constructor(shipments: readonly ShipmentRow[], countries: readonly CountryRow[]) {
    this.shipments = new Map(shipments.map((row) => [row.order_id, row]));
    this.countries = new Map(countries.map((row) => [row.country, row]));
  }

  prepare(orderId: string, country: string): HandlerOutcome {
    const shipment = this.shipments.get(orderId) ?? this.make(this.decide(orderId, country));
    if (shipment.status === 'prepared')
      return {
        reply: { type: 'ShipmentPrepared', payload: { orderId, trackingNumber: shipment.tracking_number } },
      };
    const reason = shipment.status === 'cancelled' ? 'cancelled' : shipment.reason;
    return { reply: { type: 'ShipmentRefused', payload: { orderId, reason } } };
  }

  cancel(orderId: string): HandlerOutcome {
    const shipment = this.shipments.get(orderId);
    if (!shipment)
      this.make({ order_id: orderId, status: 'cancelled', country: null, tracking_number: null, reason: null });
    else if (shipment.status === 'prepared') {
      if (!this.made.includes(shipment)) this.cancelled.push(orderId);
      shipment.status = 'cancelled';
    }
    return { reply: { type: 'ShipmentCancelled', payload: { orderId } } };
  }

  /** What is to be written: new rows, orders whose shipment is cancelled, and what countries with a limit take. */
  changes(): { made: ShipmentRow[]; cancelled: string[]; booked: { country: string; shipments: number }[] } {
    const booked = [...this.booked].map(([country, shipments]) => ({ country, shipments }));
    return { made: this.made, cancelled: this.cancelled, booked };
  }

  private make(row: ShipmentRow): ShipmentRow {
    this.shipments.set(row.order_id, row);
    this.made.push(row);
    return row;
  }

  private decide(orderId: string, country: string): ShipmentRow {
    const served = this.countries.get(country);
    const refusal = { order_id: orderId, status: 'refused', country, tracking_number: null } as const;
    if (!served) return { ...refusal, reason: 'country_not_served' };
    if (served.left !== null) {
      const taken = this.booked.get(country) ?? 0;
      if (taken >= served.left) return { ...refusal, reason: 'no_capacity' };
      this.booked.set(country, taken + 1);
    }
    return {
      order_id: orderId,
      status: 'prepared',
      country,
      tracking_number: trackingNumber(orderId),
      reason: null,
    };
  }
}

/** Derived from the order, so that a repeated turn prints the same label. */
function trackingNumber(orderId: string): string {
  return `OY${hash('sha256', orderId).slice(0, 14).toUpperCase()}`;
}
