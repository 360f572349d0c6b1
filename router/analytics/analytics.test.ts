import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';

describe('analytics', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });
  afterEach(() => server.app.close());
  const get = (path: string) => server.call('GET', `/api/analytics/${path}`);

  it('tells the figures of today, in UTC or a time zone that is named', async () => {
    expect(await get('metrics/today')).toMatchObject({
      status: 200,
      body: { timezone: 'UTC', orders: { placed: 0 } },
    });
    expect((await get('metrics/today?timezone=Europe/Berlin')).body.timezone).toBe('Europe/Berlin');
  });

  it('tells the figures of a range', async () => {
    const { status, body } = await get('metrics/range?from=2026-11-01&to=2026-11-21&timezone=Asia/Kathmandu');
    expect([status, body.from, body.to, body.timezone]).toEqual([
      200,
      '2026-11-01',
      '2026-11-21',
      'Asia/Kathmandu',
    ]);
  });

  it('tells the course of a day, and how long sagas took', async () => {
    expect((await get('metrics/half-hours?date=2026-11-21')).body.items).toEqual([
      { at: '1970-01-01T00:00:00.000Z', placed: 3, confirmed: 2, cancelled: 1 },
    ]);
    expect((await get('metrics/durations?from=2026-11-01&to=2026-11-21')).body.items).toEqual([
      { fromMs: 8, toMs: 16, count: 3 },
    ]);
  });

  it.each([
    ['metrics/half-hours?date=today', 'date', 'must be a date'],
    ['metrics/today?timezone=Mars/Olympus', 'timezone', 'is not a time zone'],
    ['metrics/today?timezone=%2B02:00', 'timezone', 'is not a time zone'],
    ['metrics/range?from=2026-11-22&to=2026-11-21', 'from', '2026-11-22 is after to (2026-11-21)'],
    ['metrics/range?from=2025-01-01&to=2026-11-21', 'to', '366 are allowed'],
    ['metrics/range?from=2026-02-30&to=2026-03-01', 'from', 'must be a date'],
    ['metrics/range?from=yesterday&to=2026-03-01', 'from', 'must be a date'],
    ['metrics/range?to=2026-03-01', 'from', ''],
    ['metrics/range', 'from', ''],
    ['events/recent?limit=0', 'limit', ''],
    ['events/recent?cursor=x', 'cursor', 'is not the cursor of this list'],
  ])('refuses %s with 422 and says why', async (path, field, why) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
    expect(body.errors).toContainEqual({ path: field, message: expect.stringContaining(why) });
  });

  it('tells what happened last, newest first, page by page', async () => {
    for (const type of ['One', 'Two', 'Three']) server.runtime.emit('order/o1', type);
    const first = await get('events/recent?limit=2');
    expect(first.body.items.map(({ type }: { type: string }) => type)).toEqual(['Three', 'Two']);
    const second = await get(`events/recent?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ type }: { type: string }) => type)).toEqual(['One']);
    expect(second.body.nextCursor).toBeUndefined();
  });
});
