import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A country that is served, by ISO 3166 alpha-2 code. */
export const ShippingCountry = defineEntity({
  name: 'ShippingCountry',
  tableName: 'shipping_countries',
  properties: {
    country: p.text().primary(),
    /** Shipments a day (UTC); null: no limit. */
    dailyCapacity: p.integer().nullable(),
    /** Shipments prepared on `bookedOn`; counted only where there is a limit. */
    booked: p.integer().default(0),
    bookedOn: p.date().nullable(),
  },
});

export type ShippingCountry = InferEntity<typeof ShippingCountry>;
