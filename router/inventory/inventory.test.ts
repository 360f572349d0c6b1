import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LAPTOP, type OpenServer, openServer } from '../testing/open-server.ts';

describe('the inventory', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });
  afterEach(() => server.app.close());

  const receive = (body: unknown, headers?: Record<string, string>, productId = LAPTOP) =>
    server.call('POST', `/api/inventory/${productId}/receive`, body, headers);

  it('is listed, and read by product', async () => {
    const level = {
      productId: LAPTOP,
      productName: 'Laptop',
      received: 10,
      available: 8,
      reserved: 1,
      shipped: 1,
      unitPrice: 999.99,
    };
    expect((await server.call('GET', '/api/inventory')).body).toEqual({ items: [level] });
    expect((await server.call('GET', `/api/inventory/${LAPTOP}`)).body).toEqual(level);
  });

  it('answers 404 for a product that it does not have', async () => {
    expect(await server.call('GET', '/api/inventory/none')).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_NOT_FOUND' },
    });
  });

  it('asks the inventory whether so many could be reserved, over the broker', async () => {
    const asked: unknown[] = [];
    server.runtime.replies = ({ to, type, payload }) => {
      asked.push({ to, type, payload });
      return { type: 'StockChecked', payload: { productId: LAPTOP, quantity: 3, available: 8, enough: true } };
    };
    const answer = await server.call('GET', `/api/inventory/${LAPTOP}/availability?quantity=3`);
    expect(answer).toMatchObject({ status: 200, body: { available: 8, enough: true } });
    expect(asked).toEqual([
      { to: `inventory/${LAPTOP}`, type: 'CheckStock', payload: { productId: LAPTOP, quantity: 3 } },
    ]);
  });

  it('tells with 504 that the inventory does not answer', async () => {
    expect(await server.call('GET', `/api/inventory/${LAPTOP}/availability`)).toMatchObject({
      status: 504,
      body: { code: 'ASK_TIMEOUT' },
    });
  });

  it('refuses to ask for a quantity that is none', async () => {
    expect(await server.call('GET', `/api/inventory/${LAPTOP}/availability?quantity=many`)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'quantity' }] },
    });
  });

  it('takes stock in and answers with what is there then', async () => {
    expect(await receive({ quantity: 5 })).toMatchObject({ status: 200, body: { available: 8 } });
    expect(server.runtime.turns).toEqual([
      expect.objectContaining({
        to: `inventory/${LAPTOP}`,
        type: 'ReceiveStock',
        payload: { productId: LAPTOP, quantity: 5 },
      }),
    ]);
  });

  it('takes the price of a new product as people write it', async () => {
    await receive({ quantity: 5, productName: 'Lamp', unitPrice: 19.9 }, {}, 'lamp');
    expect(server.runtime.turns[0]?.payload).toMatchObject({ productName: 'Lamp', unitPriceMinor: 1_990 });
    expect(await receive({ quantity: 5, unitPrice: 1.999 }, {}, 'lamp')).toMatchObject({ status: 422 });
  });

  it('takes the product from the address, whatever the body says', async () => {
    await receive({ quantity: 5, productId: 'other' });
    expect(server.runtime.turns[0]?.payload).toMatchObject({ productId: LAPTOP });
  });

  it('takes the same delivery in once under one key', async () => {
    const key = { 'idempotency-key': 'delivery-1' };
    await receive({ quantity: 5 }, key);
    expect((await receive({ quantity: 5 }, key)).status).toBe(200);
    expect((await receive({ quantity: 6 }, key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(server.runtime.turns).toHaveLength(1);
  });

  it.each([{ quantity: 0 }, { quantity: 1.5 }, {}, undefined])('refuses %j with 422', async (body) => {
    expect(await receive(body)).toMatchObject({ status: 422, body: { errors: [{ path: 'quantity' }] } });
    expect(server.runtime.turns).toEqual([]);
  });

  it('tells that a product must be named to be created', async () => {
    server.runtime.refuses = {
      code: 'PRODUCT_NOT_FOUND',
      message: 'There is no product x; give it a productName',
    };
    expect(await receive({ quantity: 1 }, {}, 'x')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('productName') },
    });
  });
});
