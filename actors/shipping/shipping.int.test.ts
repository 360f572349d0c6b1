import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../runtime/index.ts';
import { type ActorDatabase, message, openActorDatabase } from '../testing/database.ts';
import { handle } from './handle.ts';
import { getShipment, seedCountries } from './index.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  await database.transaction((sql) => sql.query('truncate', 'TRUNCATE shipments, shipping_countries'));
  await database.transaction(seedCountries);
});

const prepare = (orderId: string, country = 'DE') =>
  message(`shipping/${orderId}`, 'PrepareShipment', { orderId, country });
const cancel = (orderId: string) => message(`shipping/${orderId}`, 'CancelShipment', { orderId });
const take = (...messages: Message[]) => database.transaction((sql) => handle(messages, sql));
const shipment = (orderId: string) => database.transaction((sql) => getShipment(sql, orderId));
const limit = (country: string, capacity: number) =>
  database.transaction((sql) =>
    sql.query('limit', 'UPDATE shipping_countries SET daily_capacity = $2 WHERE country = $1', [
      country,
      capacity,
    ]),
  );

describe('a shipment', () => {
  it('is prepared with a tracking number, the same however often it is asked for', async () => {
    const first = await take(prepare('o1'));
    expect(first).toEqual([
      {
        reply: {
          type: 'ShipmentPrepared',
          payload: { orderId: 'o1', trackingNumber: expect.stringMatching(/^OY[0-9A-F]{14}$/) },
        },
      },
    ]);
    expect(await take(prepare('o1'))).toEqual(first);
    expect(await shipment('o1')).toMatchObject({ status: 'prepared', country: 'DE' });
  });

  it('to a country that is not served is refused, each time', async () => {
    const refused = [
      { reply: { type: 'ShipmentRefused', payload: { orderId: 'o1', reason: 'country_not_served' } } },
    ];
    expect(await take(prepare('o1', 'AQ'))).toEqual(refused);
    expect(await take(prepare('o1', 'AQ'))).toEqual(refused);
    expect(await shipment('o1')).toMatchObject({ status: 'refused', country: 'AQ', trackingNumber: null });
  });

  it('is cancelled, and not prepared again', async () => {
    await take(prepare('o1'));
    const cancelled = [{ reply: { type: 'ShipmentCancelled', payload: { orderId: 'o1' } } }];
    expect(await take(cancel('o1'))).toEqual(cancelled);
    expect(await take(cancel('o1'))).toEqual(cancelled);
    expect(await take(prepare('o1'))).toMatchObject([
      { reply: { type: 'ShipmentRefused', payload: { reason: 'cancelled' } } },
    ]);
    expect(await shipment('o1')).toMatchObject({ status: 'cancelled' });
  });

  it('that is cancelled before it was asked for is never prepared', async () => {
    await take(cancel('o1'));
    expect(await take(prepare('o1'))).toMatchObject([
      { reply: { type: 'ShipmentRefused', payload: { reason: 'cancelled' } } },
    ]);
  });

  it('is decided for each of a batch', async () => {
    await take(prepare('o3'));
    const outcomes = await take(prepare('o1'), prepare('o2', 'AQ'), cancel('o3'), cancel('o4'));
    expect(outcomes.map(({ reply }) => reply?.type)).toEqual([
      'ShipmentPrepared',
      'ShipmentRefused',
      'ShipmentCancelled',
      'ShipmentCancelled',
    ]);
  });
});

describe("a country's capacity", () => {
  const prepared = async (...messages: Message[]) =>
    (await take(...messages)).filter(({ reply }) => reply?.type === 'ShipmentPrepared').length;

  it('is not exceeded within a batch or over several at once', async () => {
    await limit('FR', 5);
    expect(await prepared(...[1, 2, 3].map((n) => prepare(`a${n}`, 'FR')))).toBe(3);
    const batches = [1, 2, 3, 4].map((batch) => prepared(prepare(`b${batch}`, 'FR'), prepare(`c${batch}`, 'DE')));
    expect((await Promise.all(batches)).reduce((sum, count) => sum + count)).toBe(2 + 4);
    expect(await take(prepare('late', 'FR'))).toMatchObject([{ reply: { payload: { reason: 'no_capacity' } } }]);
  });

  it('is there again the next day', async () => {
    await limit('FR', 1);
    await take(prepare('o1', 'FR'));
    await database.transaction((sql) =>
      sql.query('yesterday', 'UPDATE shipping_countries SET booked_on = booked_on - 1'),
    );
    expect(await prepared(prepare('o2', 'FR'))).toBe(1);
    expect(await prepared(prepare('o3', 'FR'))).toBe(0);
  });
});
