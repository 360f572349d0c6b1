import { type Sql, texts } from '../../runtime/index.ts';

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
export async function bookCapacity(
  sql: Sql,
  bookings: readonly { country: string; shipments: number }[],
): Promise<void> {
  await sql.query(
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
 * Writes new and changed shipments. Answers how many: fewer than given means that another process made one for the same
 * order in between, and the whole must be rolled back.
 */
export async function writeShipments(
  sql: Sql,
  made: readonly ShipmentRow[],
  cancelled: readonly string[],
): Promise<number> {
  const rows = await sql.query(
    'shipping-write',
    `WITH cancelled AS (UPDATE shipments SET status = 'cancelled' WHERE order_id = ANY($6::text[]))
     INSERT INTO shipments (order_id, status, country, tracking_number, reason)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                   AS s (order_id, status, country, tracking_number, reason)
      ORDER BY order_id
     ON CONFLICT (order_id) DO NOTHING
     RETURNING order_id`,
    [
      texts(made.map(({ order_id }) => order_id)),
      texts(made.map(({ status }) => status)),
      texts(made.map(({ country }) => country)),
      texts(made.map(({ tracking_number }) => tracking_number)),
      texts(made.map(({ reason }) => reason)),
      texts(cancelled),
    ],
  );
  return rows.length;
}
