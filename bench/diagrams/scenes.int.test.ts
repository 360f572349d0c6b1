import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inventoryActor, seedCatalogue } from '../../actors/inventory/index.ts';
import { orderActor } from '../../actors/order/index.ts';
import { inProcessProvider, type PaymentProvider, paymentActor } from '../../actors/payment/index.ts';
import { seedCountries, shippingActor } from '../../actors/shipping/index.ts';
import { sagaPolicies } from '../../platform.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { toMermaid } from './mermaid.ts';
import { record, scenes } from './scenes.ts';
import { toSvg } from './svg.ts';

let system: TestSystem;

/** Whoever pays slowly has paid once the payment was told to give the money back. */
const sandbox = inProcessProvider({ slowMs: 0 });
const provider: PaymentProvider = {
  ...sandbox,
  async authorize(key, request, signal) {
    const { reference, paymentMethod } = request;
    const isCalledOff = async () => ((await system.runtime.read(`payment/${reference}`))?.version ?? 0) > 1;
    if (paymentMethod === 'pm_slow') await waitUntil(isCalledOff, { message: 'the payment is called off' });
    return sandbox.authorize(key, request, signal);
  },
};

beforeAll(async () => {
  const actors = [orderActor(), inventoryActor(), shippingActor(), paymentActor({ provider, timeoutMs: 90_000 })];
  system = await startTestSystem({ actors, policies: sagaPolicies });
  await seedCatalogue(system.runtime.sql);
  await seedCountries(system.runtime.sql);
});
afterAll(() => system.close());

it.each(scenes)('docs/diagrams/$name shows what happens', async (scene) => {
  const shown = (ending: string) =>
    readFileSync(join(import.meta.dirname, '../../docs/diagrams', `${scene.name}.${ending}`), 'utf8');
  const steps = await record(system.runtime, scene);
  expect(toMermaid(scene.title, steps)).toBe(shown('mmd'));
  expect(toSvg(scene.title, steps)).toBe(shown('svg'));
});
