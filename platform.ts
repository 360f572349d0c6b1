/** The order platform: which actors, views and first rows stand on the runtime. Starting it is up to `main.ts`. */
import { inventoryActor, seedCatalogue } from './actors/inventory/index.ts';
import { type OrderSettings, orderActor, orderViews } from './actors/order/index.ts';
import { type PaymentSettings, paymentActor } from './actors/payment/index.ts';
import { seedCountries, shippingActor } from './actors/shipping/index.ts';
import { migrate } from './entities/migrate.ts';
import type { ActorDefinition, Projection } from './runtime/index.ts';
import { inTransaction } from './runtime/store/session.ts';

export interface PlatformSettings {
  order: OrderSettings;
  payment: PaymentSettings;
}

export function platformActors({ order, payment }: PlatformSettings): ActorDefinition[] {
  return [orderActor(order), inventoryActor(), paymentActor(payment), shippingActor()];
}

export const platformProjections: readonly Projection[] = [orderViews];

/** Brings the schema up to date and puts the first rows in. Any number of processes may do so at once. */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl);
  await inTransaction(databaseUrl, 'seed', async (sql) => {
    await seedCatalogue(sql);
    await seedCountries(sql);
  });
}
