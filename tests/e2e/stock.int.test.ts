import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

const ORDERS = 1_000;
const IN_STOCK = 100;

interface Page {
  items: OrderAnswer[];
  nextCursor?: string;
}

describe.each(['queue', 'local'])('1,000 orders at once for 100 pieces, with delivery %s', (delivery) => {
  let platform: WholeSystem;
  const accepted = new Set<string>();

  beforeAll(async () => {
    platform = await startWholeSystem({ DELIVERY: delivery });
    const product = { quantity: IN_STOCK, productName: 'Last copies' };
    const { status } = await platform.call('POST', '/api/inventory/scarce/receive', product);
    expect(status).toBe(200);
  });
  afterAll(() => platform.close());

  /** All orders of a status, page by page. */
  async function all(status: string): Promise<OrderAnswer[]> {
    const found: OrderAnswer[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const { body }: { body: Page } = await platform.call<Page>(
        'GET',
        `/api/orders?status=${status}&limit=100${query}`,
      );
      found.push(...body.items);
      cursor = body.nextCursor;
    }
    return found;
  }

  it('are all accepted', async () => {
    const orders = Array.from({ length: ORDERS }, () =>
      platform.call<OrderAnswer>('POST', '/api/orders', orderBody({ productId: 'scarce' })),
    );
    for (const { status, body } of await Promise.all(orders)) {
      expect(status).toBe(202);
      accepted.add(body.orderId);
    }
    expect(accepted.size).toBe(ORDERS);
  });

  it('end with exactly 100 confirmed, 900 cancelled, none lost', async () => {
    expect(await platform.verdict()).toEqual([]);
    const [confirmed, cancelled, pending] = await Promise.all(['confirmed', 'cancelled', 'pending'].map(all));
    expect([confirmed?.length, cancelled?.length, pending?.length]).toEqual([IN_STOCK, ORDERS - IN_STOCK, 0]);
    expect(new Set(cancelled?.map(({ reason }) => reason))).toEqual(new Set(['out_of_stock']));
    const listed = new Set([...(confirmed ?? []), ...(cancelled ?? [])].map(({ orderId }) => orderId));
    expect(listed).toEqual(accepted);
  });

  it('leave nothing on the shelf', async () => {
    const { body } = await platform.call('GET', '/api/inventory/scarce');
    expect(body).toMatchObject({ received: IN_STOCK, available: 0, reserved: 0, shipped: IN_STOCK });
  });
});
