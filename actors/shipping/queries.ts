import type { Sql } from '../../runtime/index.ts';

export interface ShipmentView {
  orderId: string;
  status: 'prepared' | 'refused' | 'cancelled';
  country: string | null;
  trackingNumber: string | null;
  reason: string | null;
}

export async function getShipment(sql: Sql, orderId: string): Promise<ShipmentView | undefined> {
  const rows = await sql.query<ShipmentView>(
    'shipping-get',
    `SELECT order_id AS "orderId", status, country, tracking_number AS "trackingNumber", reason
       FROM shipments WHERE order_id = $1`,
    [orderId],
  );
  return rows[0];
}
