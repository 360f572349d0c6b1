import { type ActorSql, didNotHold, OrderlyError, orFail, type Sql, texts } from '../../runtime/index.ts';

export type ShipmentStatus = 'prepared' | 'refused' | 'cancelled';

export interface ShipmentRow {
  order_id: string;
  status: ShipmentStatus;
  country: string | null;
  tracking_number: string | null;
  reason: string | null;
}

/** A served country. `left` is how many shipments it takes today, null where there is no limit. */
export interface CountryRow {
  country: string;
  left: number | null;
}

/** The shipments of these orders, locked. */
export function lockShipments(sql: Sql, orderIds: readonly string[]): Promise<ShipmentRow[]> {
  return sql.query<ShipmentRow>(
    'shipping-lock-shipments',
    `SELECT order_id, status, country, tracking_number, reason
       FROM shipments WHERE order_id = ANY($1::text[]) ORDER BY order_id FOR UPDATE`,
    [orderIds],
  );
}

/** These countries, where served, without a lock: those without a limit are never waited for. */
export function readCountries(sql: Sql, countries: readonly string[]): Promise<CountryRow[]> {
  return sql.query<CountryRow>(
    'shipping-read-countries',
    `SELECT country, daily_capacity AS left FROM shipping_countries WHERE country = ANY($1::text[])`,
    [countries],
  );
}

/** What is left today (UTC) in countries with a limit, locked until the batch commits. */
export function lockCapacity(sql: Sql, countries: readonly string[]): Promise<CountryRow[]> {
  return sql.query<CountryRow>(
    'shipping-lock-capacity',
    `SELECT country,
            daily_capacity - CASE WHEN booked_on = (now() AT TIME ZONE 'UTC')::date THEN booked ELSE 0 END AS left
       FROM shipping_countries WHERE country = ANY($1::text[]) ORDER BY country FOR UPDATE`,
    [countries],
  );
}

/** Counts shipments in countries with a limit. */
export function bookCapacity(sql: ActorSql, bookings: readonly { country: string; shipments: number }[]): void {
  sql.write(
    'shipping-book-capacity',
    `UPDATE shipping_countries s
        SET booked = b.shipments + CASE WHEN s.booked_on = (now() AT TIME ZONE 'UTC')::date THEN s.booked ELSE 0 END,
            booked_on = (now() AT TIME ZONE 'UTC')::date
       FROM json_to_recordset($1::text::json) AS b (country text, shipments integer)
      WHERE s.country = b.country`,
    [JSON.stringify(bookings)],
  );
}

/**
 * Writes new and changed shipments in one statement, which fails where another process made one for the same order in
 * between: with `ShipmentConflict`.
 */
export function writeShipments(sql: ActorSql, made: readonly ShipmentRow[], cancelled: readonly string[]): void {
  sql.write(
    'shipping-write',
    `WITH cancelled AS (UPDATE shipments SET status = 'cancelled' WHERE order_id = ANY($6::text[])),
     made AS (
       INSERT INTO shipments (order_id, status, country, tracking_number, reason)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                     AS s (order_id, status, country, tracking_number, reason)
        ORDER BY order_id
       ON CONFLICT (order_id) DO NOTHING
       RETURNING order_id)
     SELECT ${orFail('(SELECT count(*) FROM made) = $7::integer')}`,
    [
      texts(made.map(({ order_id }) => order_id)),
      texts(made.map(({ status }) => status)),
      texts(made.map(({ country }) => country)),
      texts(made.map(({ tracking_number }) => tracking_number)),
      texts(made.map(({ reason }) => reason)),
      texts(cancelled),
      made.length,
    ],
    (error) => (didNotHold(error) ? new ShipmentConflict() : error),
  );
}

/** Another process made a shipment for the same order while this one decided. Repeating sees it. */
export class ShipmentConflict extends OrderlyError {
  constructor() {
    super('SHIPMENT_CONFLICT', 'a shipment of the same order was made meanwhile; try again', 'later');
  }
}
