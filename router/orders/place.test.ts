import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { address } from '../../runtime/index.ts';
import { BODY, CUSTOMER, type OpenServer, openServer } from '../testing/open-server.ts';

describe('placing an order', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });
  afterEach(() => server.app.close());

  it('is accepted with 202, the id and its address', async () => {
    const { status, headers, body } = await server.call('POST', '/api/orders', BODY);
    expect(status).toBe(202);
    expect(headers.location).toBe(`/api/orders/${body.orderId}`);
    expect(headers['preference-applied']).toBeUndefined();
    expect(body).toMatchObject({ status: 'pending', customerId: CUSTOMER, total: 999.99, currency: 'EUR' });
  });

  it('hands the runtime money in minor units, the correlation and the trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await server.call('POST', '/api/orders', BODY, { 'x-correlation-id': 'cart-7', traceparent });
    expect(server.runtime.turns).toEqual([
      expect.objectContaining({
        type: 'PlaceOrder',
        correlationId: 'cart-7',
        traceparent,
        payload: expect.objectContaining({ items: [expect.objectContaining({ unitPriceMinor: 99_999 })] }),
      }),
    ]);
  });

  it('gives orders without a key ids of their own', async () => {
    const first = await server.call('POST', '/api/orders', BODY);
    const second = await server.call('POST', '/api/orders', BODY);
    expect(first.body.orderId).not.toBe(second.body.orderId);
  });

  describe('with Prefer: wait', () => {
    const place = () => server.call('POST', '/api/orders', BODY, { prefer: 'respond-async, wait=2' });

    it('answers 201 with the final state when the order ends in time', async () => {
      server.runtime.ends = async (to) => ({ ...server.runtime.actors.get(to)!, state: 'confirmed' });
      const { status, headers, body } = await place();
      expect([status, body.status, headers['preference-applied']]).toEqual([201, 'confirmed', 'wait=2']);
      expect(headers.location).toBe(`/api/orders/${body.orderId}`);
    });

    it('answers 202 when it does not', async () => {
      const { status, headers, body } = await place();
      expect([status, body.status, headers['preference-applied']]).toEqual([202, 'pending', 'wait=2']);
    });
  });

  describe('with an Idempotency-Key', () => {
    const key = { 'idempotency-key': 'cart-7' };

    it('gives the same order for the same body, and one saga', async () => {
      const first = await server.call('POST', '/api/orders', BODY, key);
      const second = await server.call('POST', '/api/orders', BODY, key);
      expect([second.status, second.body.orderId]).toEqual([202, first.body.orderId]);
      expect(server.runtime.turns).toHaveLength(1);
    });

    it('takes a body with the defaults written out for the same', async () => {
      await server.call('POST', '/api/orders', BODY, key);
      const explicit = { ...BODY, paymentMethod: 'pm_ok', fulfilment: 'orchestration' };
      expect((await server.call('POST', '/api/orders', explicit, key)).status).toBe(202);
    });

    it('refuses another body with 409, and starts nothing', async () => {
      await server.call('POST', '/api/orders', BODY, key);
      const { status, body } = await server.call('POST', '/api/orders', { ...BODY, customerId: 'other' }, key);
      expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
      expect(server.runtime.turns).toHaveLength(1);
    });

    it('refuses a key that cannot be one with 400', async () => {
      const { status, body } = await server.call('POST', '/api/orders', BODY, { 'idempotency-key': 'a b' });
      expect([status, body.code]).toEqual([400, 'MALFORMED_HEADER']);
      expect(server.runtime.turns).toHaveLength(0);
    });
  });

  it.each([
    ['no items', { ...BODY, items: [] }, 'items'],
    ['no customer', { items: BODY.items }, 'customerId'],
    ['a third decimal', { ...BODY, items: [{ ...BODY.items[0], unitPrice: 0.001 }] }, 'items.0.unitPrice'],
    ['a negative price', { ...BODY, items: [{ ...BODY.items[0], unitPrice: -1 }] }, 'items.0.unitPrice'],
    ['half a piece', { ...BODY, items: [{ ...BODY.items[0], quantity: 0.5 }] }, 'items.0.quantity'],
    ['a number as text', { ...BODY, items: [{ ...BODY.items[0], quantity: '1' }] }, 'items.0.quantity'],
    ['a list as body', [BODY], ''],
    ['nothing as body', null, ''],
  ])('refuses %s with 422 and names the field', async (_, body, path) => {
    const answer = await server.call('POST', '/api/orders', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'INVALID_INPUT']);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(server.runtime.turns).toHaveLength(0);
  });

  it('takes either way to fulfil it, and says which', async () => {
    const { status, body } = await server.call('POST', '/api/orders', { ...BODY, fulfilment: 'choreography' });
    expect([status, body.fulfilment]).toEqual([202, 'choreography']);
    expect(server.runtime.turns[0]?.payload).toMatchObject({ fulfilment: 'choreography' });
    expect((await server.call('POST', '/api/orders', BODY)).body.fulfilment).toBe('orchestration');
  });

  it('refuses any other way to fulfil it with 422', async () => {
    const { status, body } = await server.call('POST', '/api/orders', { ...BODY, fulfilment: 'magic' });
    expect([status, body.errors[0].path]).toEqual([422, 'fulfilment']);
  });

  it('keeps the order that the actor has, whatever the key is called', async () => {
    const { body } = await server.call('POST', '/api/orders', BODY, { 'idempotency-key': 'x:y/z' });
    expect(server.runtime.actors.has(address('order', body.orderId))).toBe(true);
    expect(server.runtime.turns[0]?.id).not.toMatch(/:/);
  });
});
