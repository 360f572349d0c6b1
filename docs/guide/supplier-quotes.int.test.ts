import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryActor, seedCatalogue } from '../../actors/inventory/index.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { quoteFromStock, supplierActor } from './supplier.ts';
import { purchaseActor } from './supplier-quotes.ts';

const LAPTOP = '11111111-1111-1111-1111-111111111111';
const PRICES: Record<string, number> = { acme: 95_000, bolt: 91_000, cargo: 93_000 };
/** How long a supplier waits for the inventory, in milliseconds. */
let patienceMs = 100;
const supplier = supplierActor({
  run: (input, context) => quoteFromStock((name) => PRICES[name] ?? 99_999, patienceMs).run(input, context),
  attempts: 3,
  backoffMs: 20,
});
const actors = [purchaseActor, inventoryActor(), supplier];

describe('the supplier quotes of the guide', () => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem({ actors, works: ['purchase', 'supplier'] });
    await seedCatalogue(system.runtime.sql);
  });
  afterAll(() => system.close());

  async function buy(changes: object = {}): Promise<`purchase/${string}`> {
    count += 1;
    const to = `purchase/p-${count}` as const;
    const payload = { productId: LAPTOP, quantity: 2, suppliers: ['acme', 'bolt', 'cargo'], enough: 3, deadlineMs: 60_000, ...changes };
    await system.runtime.execute({ to, type: 'RequestQuotes', payload, correlationId: `buy-${count}` });
    return to;
  }
  async function chosen(to: `purchase/${string}`): Promise<Record<string, unknown> | undefined> {
    const told = async () => (await system.runtime.events(to)).find(({ type }) => type === 'SupplierChosen');
    await waitUntil(told, { timeoutMs: 90_000, message: `${to} is decided` });
    return (await told())?.payload;
  }

  it('choose nobody when the inventory does not answer, and the late replies wake nobody', async () => {
    const to = await buy({ deadlineMs: 300 });
    expect(await chosen(to)).toEqual({ supplier: null, unitPriceMinor: null, silent: ['acme', 'bolt', 'cargo'] });
    for (const name of Object.keys(PRICES)) {
      const quiet = async () => (await system.runtime.read(`supplier/${name}.${to.slice(9)}`))?.state === 'silent';
      await waitUntil(quiet, { message: `${name} has given up` });
    }
    patienceMs = 60_000;
    await system.another({ works: ['inventory'] });
    await waitUntil(async () => (await system.runtime.sql.query('outbox', 'SELECT FROM outbox')).length === 0, {
      message: 'the inventory has taken the old questions',
    });
    expect(await system.runtime.read(to)).toMatchObject({ state: 'decided', context: { answers: {}, late: {} } });
  });

  it('choose the best of all, whose stock the inventory confirmed to each', async () => {
    const to = await buy();
    expect(await chosen(to)).toEqual({ supplier: 'bolt', unitPriceMinor: 91_000, silent: [] });
    const asked = await system.runtime.sql.query<{ n: number }>(
      'asked',
      `SELECT count(*)::int AS n FROM journal WHERE actor = $1 AND message ->> 'type' = 'CheckStock' AND message ->> 'correlationId' = $2`,
      [`inventory/${LAPTOP}`, `buy-${count}`],
    );
    expect(asked).toEqual([{ n: 3 }]);
  });

  it('choose the best of the first two', async () => {
    expect((await chosen(await buy({ enough: 2 })))?.silent).toHaveLength(1);
  });

  it('choose nobody when there is not enough in stock', async () => {
    const quantity = 1_000;
    const received = { to: 'inventory/rare' as const, type: 'ReceiveStock', payload: { productId: 'rare', quantity: 1, productName: 'Rare' } };
    await system.runtime.execute(received);
    const to = await buy({ productId: 'rare', quantity, deadlineMs: 2_000 });
    expect(await chosen(to)).toMatchObject({ supplier: null, silent: ['acme', 'bolt', 'cargo'] });
  });
});
