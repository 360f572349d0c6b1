import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '../../runtime/index.ts';
import { type ActorDatabase, openActorDatabase } from '../testing/database.ts';
import { listOrders, type OrderFilter, orderViews } from './index.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());
const empty = () => database.transaction((sql) => sql.query('empty', 'DELETE FROM order_views'));
beforeEach(empty);

const items = [{ productId: 'p', productName: 'Laptop', quantity: 2, unitPriceMinor: 99_999 }];
const ending = { customerId: 'c1', totalMinor: 199_998, currency: 'EUR' };

/** The events of one order, one second apart. */
function history(
  orderId: string,
  types: [string, object?][],
  { customerId = 'c1', from = 0 } = {},
): StoredEvent[] {
  const placed: [string, object] = [
    'OrderPlaced',
    { customerId, items, totalMinor: 199_998, currency: 'EUR', paymentMethod: 'pm_ok', country: 'DE' },
  ];
  return [placed, ...types].map(([type, payload], index) => ({
    id: `1-${index}`,
    actor: `order/${orderId}` as const,
    version: index + 1,
    type,
    payload: (payload ?? {}) as Record<string, unknown>,
    messageId: 'm',
    correlationId: 'c',
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, from + index)),
  }));
}

const confirmed: [string, object?][] = [
  ['StockReserved'],
  ['PaymentCharged', { amountMinor: 199_998, chargeId: 'ch' }],
  ['ShipmentPrepared', { trackingNumber: 'OY' }],
  ['OrderConfirmed', { ...ending, trackingNumber: 'OY' }],
];
const declined: [string, object?][] = [
  ['StockReserved'],
  ['PaymentDeclined', { reason: 'payment_declined' }],
  ['StockReleased'],
  ['OrderCancelled', { ...ending, reason: 'payment_declined' }],
];

const apply = (...events: StoredEvent[]) => database.transaction((sql) => orderViews.apply(events, sql));
const list = (filter: OrderFilter = {}) => database.transaction((sql) => listOrders(sql, filter));
/** What a service tells of an order under a name that orders use too. */
const ofService = (event: StoredEvent): StoredEvent => ({ ...event, actor: 'payment/o1' });

const ids = async (filter: OrderFilter) => (await list(filter)).items.map(({ orderId }) => orderId);

describe('the list of orders', () => {
  it('shows an order with its progress', async () => {
    await apply(...history('o1', confirmed.slice(0, 1)));
    expect((await list()).items).toEqual([
      {
        orderId: 'o1',
        status: 'pending',
        step: 'chargingPayment',
        customerId: 'c1',
        items: [{ productId: 'p', productName: 'Laptop', quantity: 2, unitPrice: 999.99 }],
        total: 1999.98,
        currency: 'EUR',
        fulfilment: 'orchestration',
        timeline: [],
        version: 2,
      },
    ]);
  });

  it('follows in later batches, with the reason of a cancellation', async () => {
    const events = history('o1', declined);
    await apply(...events.slice(0, 3));
    expect((await list()).items).toMatchObject([
      { status: 'pending', step: 'releasingStock', reason: 'payment_declined' },
    ]);
    await apply(...events.slice(3));
    expect((await list()).items).toMatchObject([
      { status: 'cancelled', step: 'cancelled', reason: 'payment_declined', version: 5 },
    ]);
  });

  it('takes no notice of what services tell under the same names', async () => {
    const [placed, ...later] = history('o1', declined);
    await apply(placed!, ...later.map(ofService));
    expect((await list()).items).toMatchObject([{ status: 'pending', step: 'reservingStock', version: 1 }]);
  });

  it('tells how an order is fulfilled, and finds it by that', async () => {
    const [placed] = history('o1', []);
    await apply({ ...placed!, payload: { ...placed!.payload, fulfilment: 'choreography' } }, ...history('o2', []));
    expect((await list({ fulfilment: 'choreography' })).items).toMatchObject([
      { orderId: 'o1', fulfilment: 'choreography' },
    ]);
    expect(await ids({ fulfilment: 'orchestration' })).toEqual(['o2']);
  });

  it('comes to the same whatever the order, the batches and the repetitions', async () => {
    const events = [...history('o1', confirmed), ...history('o2', declined)];
    await apply(...events);
    const expected = await list();
    const shuffled = fc.shuffledSubarray(events, { minLength: events.length });
    await fc.assert(
      fc.asyncProperty(shuffled, fc.nat(events.length), fc.nat(events.length), async (mixed, cut, again) => {
        await empty();
        await apply(...mixed.slice(0, cut));
        await apply(...mixed.slice(cut));
        await apply(...mixed.slice(0, again));
        expect(await list()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('has the timeline from the stored events, no further than the view has come', async () => {
    const [placed] = history('o1', []);
    await apply(placed!);
    await database.transaction((sql) =>
      sql.query(
        'events',
        `INSERT INTO events (actor, version, type, payload, message_id, correlation_id, at) VALUES
           ('order/o1', 1, 'OrderPlaced', '{}', 'm', 'c', '2026-01-01T00:00:00Z'),
           ('order/o1', 2, 'StockReserved', '{}', 'm', 'c', '2026-01-01T00:00:01Z')`,
      ),
    );
    expect((await list()).items[0]?.timeline).toEqual([{ type: 'OrderPlaced', at: '2026-01-01T00:00:00.000Z' }]);
  });
});

describe('pages of orders', () => {
  beforeEach(async () => {
    for (let n = 0; n < 7; n += 1) {
      const types = n % 3 === 0 ? confirmed : n % 3 === 1 ? declined : [];
      await apply(...history(`o${n}`, types, { customerId: n % 2 ? 'odd' : 'even', from: n >> 1 }));
    }
  });

  it.each<[string, OrderFilter, string[]]>([
    ['all, newest first', {}, ['o6', 'o5', 'o4', 'o3', 'o2', 'o1', 'o0']],
    ['one status', { status: 'confirmed' }, ['o6', 'o3', 'o0']],
    ['pending', { status: 'pending' }, ['o5', 'o2']],
    ['cancelled', { status: 'cancelled' }, ['o4', 'o1']],
    ['a customer', { customerId: 'odd' }, ['o5', 'o3', 'o1']],
    ['a customer and a status', { customerId: 'even', status: 'cancelled' }, ['o4']],
    ['nobody', { customerId: 'nobody' }, []],
  ])('hold %s, each order once', async (_, filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ ...filter, limit: 2, cursor });
      seen.push(...page.items.map(({ orderId }) => orderId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(expected);
  });

  it.each([
    'x',
    'W10',
    Buffer.from('["1"]').toString('base64url'),
    Buffer.from('["a","b"]').toString('base64url'),
  ])('cannot start at %j', async (cursor) => {
    await expect(list({ cursor })).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });
});
