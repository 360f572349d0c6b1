import { hash } from 'node:crypto';
import type { z } from 'zod';
import type { shippingCommands } from '../../machines/shipping/messages.ts';
import { type HandlerOutcome, type Message, OrderlyError, type Sql } from '../../runtime/index.ts';
import {
  bookCapacity,
  type CountryRow,
  lockCapacity,
  lockShipments,
  readCountries,
  type ShipmentRow,
  writeShipments,
} from './statements.ts';

type Prepare = z.output<typeof shippingCommands.PrepareShipment>;

/** Another process made a shipment for the same order while this one decided. Repeating sees it. */
export class ShipmentConflict extends OrderlyError {
  constructor() {
    super('SHIPMENT_CONFLICT', 'a shipment of the same order was made meanwhile; try again', 'later');
  }
}

/** A batch of shipping commands: two reads, one write. Idempotent per order; a cancelled shipment is never prepared. */
export async function handle(messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> {
  const orderIds = messages.map(({ payload }) => payload.orderId as string);
  const wanted = new Set<string>();
  for (const { type, payload } of messages)
    if (type === 'PrepareShipment') wanted.add((payload as Prepare).country);

  const known = new Map((await lockShipments(sql, orderIds)).map((row) => [row.order_id, row]));
  const countries = await capacity(sql, [...wanted]);
  const booked = new Map<string, number>();
  const made: ShipmentRow[] = [];
  const cancelled: string[] = [];

  const outcomes = messages.map(({ type, payload }): HandlerOutcome => {
    const orderId = payload.orderId as string;
    const shipment = known.get(orderId);
    if (type === 'CancelShipment') {
      if (!shipment)
        made.push({ order_id: orderId, status: 'cancelled', country: null, tracking_number: null, reason: null });
      else if (shipment.status === 'prepared') cancelled.push(orderId);
      return { reply: { type: 'ShipmentCancelled', payload: { orderId } } };
    }
    if (shipment) return answer(shipment);
    const decided = prepare(orderId, (payload as Prepare).country, countries, booked);
    made.push(decided);
    return answer(decided);
  });

  if (booked.size > 0)
    await bookCapacity(
      sql,
      [...booked].map(([country, shipments]) => ({ country, shipments })),
    );
  if (made.length + cancelled.length > 0 && (await writeShipments(sql, made, cancelled)) < made.length)
    throw new ShipmentConflict();
  return outcomes;
}

async function capacity(sql: Sql, wanted: readonly string[]): Promise<Map<string, CountryRow>> {
  if (wanted.length === 0) return new Map();
  const rows = await readCountries(sql, wanted);
  const limited = rows.filter(({ left }) => left !== null).map(({ country }) => country);
  const current = limited.length > 0 ? await lockCapacity(sql, limited) : [];
  return new Map([...rows, ...current].map((row) => [row.country, row]));
}

function prepare(
  orderId: string,
  country: string,
  countries: ReadonlyMap<string, CountryRow>,
  booked: Map<string, number>,
): ShipmentRow {
  const served = countries.get(country);
  const refusal = { order_id: orderId, status: 'refused', country, tracking_number: null } as const;
  if (!served) return { ...refusal, reason: 'country_not_served' };
  if (served.left !== null) {
    const taken = booked.get(country) ?? 0;
    if (taken >= served.left) return { ...refusal, reason: 'no_capacity' };
    booked.set(country, taken + 1);
  }
  return {
    order_id: orderId,
    status: 'prepared',
    country,
    tracking_number: trackingNumber(orderId),
    reason: null,
  };
}

function answer({ order_id: orderId, status, tracking_number: tracking, reason }: ShipmentRow): HandlerOutcome {
  if (status === 'prepared')
    return { reply: { type: 'ShipmentPrepared', payload: { orderId, trackingNumber: tracking } } };
  return {
    reply: {
      type: 'ShipmentRefused',
      payload: { orderId, reason: status === 'cancelled' ? 'cancelled' : reason },
    },
  };
}

/** Derived from the order, so that a repeated turn prints the same label. */
function trackingNumber(orderId: string): string {
  return `OY${hash('sha256', orderId).slice(0, 14).toUpperCase()}`;
}
