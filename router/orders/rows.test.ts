import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeInspection, fakeInspection, stuckActor } from '../testing/fake-inspection.ts';
import { FakeRuntime } from '../testing/fake-runtime.ts';
import { BODY, CUSTOMER, LAPTOP, type OpenServer, openServer } from '../testing/open-server.ts';

describe('the rows of the list of orders', () => {
  let server: OpenServer;
  let inspection: FakeInspection;
  let ids: string[];
  beforeEach(async () => {
    inspection = fakeInspection(new FakeRuntime());
    server = await openServer({ inspection });
    ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await server.call('POST', '/api/orders', BODY)).body.orderId);
    inspection.stuckActors = [stuckActor(`order/${ids[1]}`, 'StockReserved is a dead letter: it failed')];
  });
  afterEach(() => server.app.close());

  const rows = async (input: object) => {
    const path = `/trpc/orders.rows?input=${encodeURIComponent(JSON.stringify(input))}`;
    return (await server.call('GET', path)).body.result.data.items as { orderId: string; standing: string }[];
  };

  it('say which order is stuck, and why', async () => {
    const found = (await rows({})).find(({ standing }) => standing === 'stuck');
    expect(found).toMatchObject({ orderId: ids[1], stuck: { rule: 'dead-letter', deadLetterId: '7' } });
  });

  it('are narrowed by state, product and correlation; words may be any of them', async () => {
    const [first] = ids;
    const one = [first];
    const found = async (input: object) => (await rows(input)).map(({ orderId }) => orderId);
    expect(await found({ correlationId: `request-of-${first}` })).toEqual(one);
    expect(await found({ text: `request-of-${first}` })).toEqual(one);
    expect(await found({ text: 'lapt' })).toEqual(ids);
    expect(await found({ text: 'umbrella' })).toEqual([]);
    expect(await found({ state: 'reservingStock', productId: LAPTOP })).toEqual(ids);
    expect(await found({ state: 'chargingPayment' })).toEqual([]);
    expect(await found({ productId: 'umbrella' })).toEqual([]);
    expect(await found({ standing: 'stuck', state: 'reservingStock', productId: LAPTOP })).toEqual([ids[1]]);
    expect(await found({ standing: 'stuck', productId: 'umbrella' })).toEqual([]);
  });

  it('hold each order under one standing only', async () => {
    expect((await rows({ standing: 'stuck' })).map(({ orderId }) => orderId)).toEqual([ids[1]]);
    expect((await rows({ standing: 'pending' })).map(({ orderId }) => orderId)).toEqual([ids[0], ids[2]]);
    const { body } = await server.call('GET', '/trpc/orders.counts?input=%7B%7D');
    expect(body.result.data).toEqual({
      all: 3,
      pending: 2,
      compensating: 0,
      stuck: 1,
      confirmed: 0,
      cancelled: 0,
    });
  });

  it('narrow the stuck ones like the others', async () => {
    expect(await rows({ standing: 'stuck', text: ids[0] })).toEqual([]);
    expect((await rows({ standing: 'stuck', text: ids[1]?.slice(0, 9) })).length).toBe(1);
    expect(await rows({ standing: 'stuck', fulfilment: 'choreography' })).toEqual([]);
    expect(await rows({ standing: 'stuck', placedTo: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  it('name the customer where the name is known', async () => {
    const nobody = { registered: true, orders: 3, confirmed: 0, cancelled: 0, spent: [] };
    server.known.customers.push({
      customerId: CUSTOMER,
      name: 'Ada Lindqvist',
      email: 'ada@example.com',
      ...nobody,
    });
    expect((await rows({}))[0]).toMatchObject({ customerId: CUSTOMER, customerName: 'Ada Lindqvist' });
    expect((await rows({ standing: 'stuck', text: 'Ada' })).length).toBe(1);
  });
});
