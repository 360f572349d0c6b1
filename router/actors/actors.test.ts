import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BODY, type OpenServer, openServer } from '../testing/open-server.ts';

describe('actors', () => {
  let server: OpenServer;
  let path: string;
  beforeEach(async () => {
    server = await openServer();
    path = `/api/actors/order/${(await server.call('POST', '/api/orders', BODY)).body.orderId}`;
  });
  afterEach(() => server.app.close());

  it('show their state and what they wait for', async () => {
    const { status, body } = await server.call('GET', path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      type: 'order',
      state: 'reservingStock',
      timers: [{ event: 'stepTimeout', dueAt: '2026-11-21T10:00:00.000Z' }],
    });
  });

  it('show the messages that they handled, from a version on', async () => {
    expect((await server.call('GET', `${path}/history`)).body.items).toEqual([
      expect.objectContaining({ version: 1, type: 'PlaceOrder' }),
    ]);
    expect((await server.call('GET', `${path}/history?after=1`)).body).toEqual({ items: [], removed: 0 });
  });

  it('show their events', async () => {
    server.runtime.emit(path.slice('/api/actors/'.length) as `order/${string}`, 'OrderPlaced');
    expect((await server.call('GET', `${path}/events`)).body.items).toEqual([
      expect.objectContaining({ type: 'OrderPlaced' }),
    ]);
  });

  it('answer 404 where there is none', async () => {
    expect(await server.call('GET', '/api/actors/order/none')).toMatchObject({
      status: 404,
      body: { code: 'ACTOR_NOT_FOUND' },
    });
  });
});
