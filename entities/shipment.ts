import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** The parcel of one order. `cancelled` and `refused` rows stay, so that a late `PrepareShipment` prepares nothing. */
export const Shipment = defineEntity({
  name: 'Shipment',
  tableName: 'shipments',
  properties: {
    orderId: p.text().primary(),
    status: p.enum(['prepared', 'refused', 'cancelled'] as const),
    country: p.text().nullable(),
    trackingNumber: p.text().nullable(),
    reason: p.text().nullable(),
  },
});

export type Shipment = InferEntity<typeof Shipment>;
