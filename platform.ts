/** The order platform: which actors, views and first rows stand on the runtime. Starting it is up to `main.ts`. */
import { analyticsView } from './actors/analytics/index.ts';
import { customerActor, customers } from './actors/customer/index.ts';
import { inventoryActor, inventoryPolicy, seedCatalogue } from './actors/inventory/index.ts';
import { type NotificationSettings, notificationActors, notify } from './actors/notification/index.ts';
import { type OrderSettings, orderActor, orderPolicy, orderViews } from './actors/order/index.ts';
import { type PaymentSettings, paymentActor, paymentPolicy } from './actors/payment/index.ts';
import { type ProcessorSettings, processorActor, processorNames } from './actors/processor/index.ts';
import { seedCountries, shippingActor, shippingPolicy } from './actors/shipping/index.ts';
import { type SignalSettings, signalActor } from './actors/signal/index.ts';
import { userActor } from './actors/user/index.ts';
import { migrate } from './entities/migrate.ts';
import type { ActorDefinition, Policy, Projection } from './runtime/index.ts';
import { inTransaction } from './runtime/store/session.ts';

export interface PlatformSettings {
  order: OrderSettings;
  payment: PaymentSettings;
  /** Default: three processors. */
  signals?: SignalPipelineSettings;
  /** Default: no mail server; webhooks are called. */
  notifications?: NotificationSettings;
}

export interface SignalPipelineSettings extends ProcessorSettings, Omit<SignalSettings, 'processors'> {
  /** How many there are. Default 3. */
  processors?: number;
}

export function platformActors({
  order,
  payment,
  signals = {},
  notifications,
}: PlatformSettings): ActorDefinition[] {
  return [
    orderActor(order),
    inventoryActor(),
    paymentActor(payment),
    shippingActor(),
    userActor(),
    customerActor(),
    ...notificationActors(notifications),
    ...signalPipeline(signals),
  ];
}

function signalPipeline({
  processors: count = 3,
  timeoutMs,
  lateMs,
  ...work
}: SignalPipelineSettings): ActorDefinition[] {
  const processors = processorNames(count);
  return [signalActor({ processors, timeoutMs, lateMs }), ...processors.map((type) => processorActor(type, work))];
}

export const platformProjections: readonly Projection[] = [orderViews, customers, analyticsView];

/** What services do on what they hear: choreographed orders have nobody else to tell them. */
export const sagaPolicies: readonly Policy[] = [inventoryPolicy, paymentPolicy, shippingPolicy, orderPolicy];

/** Those, and that people are told. */
export const platformPolicies: readonly Policy[] = [...sagaPolicies, notify];

/** Brings the schema up to date and puts the first rows in. Any number of processes may do so at once. */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl);
  await inTransaction(databaseUrl, 'seed', async (sql) => {
    await seedCatalogue(sql);
    await seedCountries(sql);
  });
}
