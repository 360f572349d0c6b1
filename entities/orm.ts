import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { AnalyticsSlot } from './analytics-slot.ts';
import { Customer } from './customer.ts';
import { Notification, NotificationDelivery } from './notification.ts';
import { OrderView } from './order-view.ts';
import { Payment } from './payment.ts';
import { Product } from './product.ts';
import { Reservation } from './reservation.ts';
import { Shipment } from './shipment.ts';
import { ShippingCountry } from './shipping-country.ts';
import { Signal } from './signal.ts';
import { SignalResult } from './signal-result.ts';
import { User } from './user.ts';
import { Webhook } from './webhook.ts';

/** Every table that MikroORM knows. */
export const entities = [
  AnalyticsSlot,
  Customer,
  Notification,
  NotificationDelivery,
  OrderView,
  Payment,
  Product,
  Reservation,
  Shipment,
  ShippingCountry,
  Signal,
  SignalResult,
  User,
  Webhook,
] as const;

const migrations = fileURLToPath(new URL('./migrations', import.meta.url));

/**
 * MikroORM over these entities, for queries and migrations; the hot path uses prepared SQL on connections of its own.
 * Connects lazily with at most four connections. Close it with `orm.close()`.
 */
export function createOrm(databaseUrl: string): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: databaseUrl,
    entities: [...entities],
    extensions: [Migrator],
    forceUtcTimezone: true,
    pool: { min: 0, max: 4, idleTimeoutMillis: 10_000 },
    migrations: { path: migrations, pathTs: migrations, glob: 'Migration*.ts', snapshot: false, silent: true },
  });
}
