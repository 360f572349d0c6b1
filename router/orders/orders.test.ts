import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BODY, CUSTOMER, type OpenServer, openServer } from '../testing/open-server.ts';

describe('orders', () => {
  let server: OpenServer;
  let orderId: string;
  beforeEach(async () => {
    server = await openServer();
    orderId = (await server.call('POST', '/api/orders', BODY)).body.orderId;
  });
  afterEach(() => server.app.close());

  const become = (state: string) => {
    const actor = server.runtime.actors.get(`order/${orderId}`)!;
    server.runtime.actors.set(`order/${orderId}`, { ...actor, state });
  };
  const cancel = (id = orderId) => server.call('POST', `/api/orders/${id}/cancel`);

  it('are read by id', async () => {
    const { status, body } = await server.call('GET', `/api/orders/${orderId}`);
    expect([status, body.orderId, body.items[0].unitPrice]).toEqual([200, orderId, 999.99]);
  });

  it.each(['00000000-0000-0000-0000-000000000000', 'nonsense'])('answer 404 for %s', async (id) => {
    const { status, headers, body } = await server.call('GET', `/api/orders/${id}`);
    expect([status, headers['content-type'], body.code]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
      'ORDER_NOT_FOUND',
    ]);
  });

  it('are listed by status and customer, page by page', async () => {
    await server.call('POST', '/api/orders', BODY);
    const first = await server.call('GET', `/api/orders/customer/${CUSTOMER}?limit=1`);
    expect(first.body.items).toHaveLength(1);
    const second = await server.call(
      'GET',
      `/api/orders/customer/${CUSTOMER}?limit=1&cursor=${first.body.nextCursor}`,
    );
    expect(second.body.items).toHaveLength(1);
    expect(second.body.nextCursor).toBeUndefined();
    expect((await server.call('GET', '/api/orders?status=confirmed')).body.items).toEqual([]);
    expect((await server.call('GET', '/api/orders/customer/nobody')).body.items).toEqual([]);
  });

  it.each(['limit=0', 'limit=1000', 'limit=x', 'status=lost'])('refuse to be listed by %s', async (query) => {
    const { status, body } = await server.call('GET', `/api/orders?${query}`);
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'INVALID_INPUT', query.split('=')[0]]);
  });

  it('tell everything that happened to them', async () => {
    server.runtime.emit(`order/${orderId}`, 'OrderPlaced');
    const { body } = await server.call('GET', `/api/orders/${orderId}/events`);
    expect(body.items).toEqual([
      expect.objectContaining({ type: 'OrderPlaced', version: 1, at: '2026-11-21T10:00:00.000Z' }),
    ]);
    expect((await server.call('GET', '/api/orders/nobody/events')).status).toBe(404);
  });

  describe('are cancelled', () => {
    it('with 202 while something is undone', async () => {
      const { status, body } = await cancel();
      expect([status, body.status]).toEqual([202, 'pending']);
      expect(server.runtime.turns.at(-1)).toMatchObject({ type: 'CancelOrder', to: `order/${orderId}` });
    });

    it('with 200 when nothing is left to undo in the time that the caller waits', async () => {
      server.runtime.ends = async (to) => ({ ...server.runtime.actors.get(to)!, state: 'cancelled' });
      const { status, body } = await server.call('POST', `/api/orders/${orderId}/cancel`, undefined, {
        prefer: 'wait=1',
      });
      expect([status, body.status]).toEqual([200, 'cancelled']);
    });

    it('with 409 and the reason once it is too late', async () => {
      become('confirmed');
      server.runtime.accepts = () => false;
      const { status, body } = await cancel();
      expect([status, body.code]).toEqual([409, 'ORDER_NOT_CANCELLABLE']);
      expect(body.detail).toContain('shipment is prepared');
    });

    it('twice with the same answer', async () => {
      become('cancelled');
      server.runtime.accepts = () => false;
      expect(await cancel()).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    });

    it('not where there is none: 404', async () => {
      expect(await cancel('nobody')).toMatchObject({ status: 404, body: { code: 'ORDER_NOT_FOUND' } });
    });
  });
});
