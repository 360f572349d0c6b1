import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../runtime/index.ts';
import { type ActorDatabase, message, openActorDatabase } from '../testing/database.ts';
import { handle } from './handle.ts';
import { getProduct, inventoryInvariants, listProducts, seedCatalogue } from './index.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  await database.transaction((sql) => sql.query('truncate', 'TRUNCATE products, reservations'));
  await take(receive('phone', 10, 'Phone'), receive('case', 5, 'Case'));
});

const line = (productId: string, quantity: number) => ({ productId, quantity });
const reserve = (orderId: string, ...items: { productId: string; quantity: number }[]) =>
  message(`inventory/${orderId}`, 'ReserveStock', { orderId, items, holdMs: 60_000 });
const release = (orderId: string) => message(`inventory/${orderId}`, 'ReleaseStock', { orderId });
const commit = (orderId: string) => message(`inventory/${orderId}`, 'CommitStock', { orderId });
const receive = (productId: string, quantity: number, productName?: string) =>
  message(`inventory/${productId}`, 'ReceiveStock', { productId, quantity, productName });
const expiry = message('inventory/expiry', 'ExpireReservations', {});

const take = (...messages: Message[]) => database.transaction((sql) => handle(messages, sql));
const stock = (productId: string) => database.transaction((sql) => getProduct(sql, productId));
const replied = (type: string, orderId: string, more: object = {}) => ({
  reply: { type, payload: { orderId, ...more } },
});

async function conserved(): Promise<void> {
  for (const { check } of inventoryInvariants) expect(await database.transaction(check)).toEqual([]);
}

describe('stock', () => {
  it('is reserved, and leaves the house when the order is confirmed', async () => {
    expect(await take(reserve('o1', line('phone', 3), line('case', 1)))).toEqual([replied('StockReserved', 'o1')]);
    expect(await stock('phone')).toMatchObject({ received: 10, available: 7, reserved: 3, shipped: 0 });
    expect(await take(commit('o1'))).toEqual([{}]);
    expect(await stock('phone')).toMatchObject({ received: 10, available: 7, reserved: 0, shipped: 3 });
    await conserved();
  });

  it('is reserved as a whole or not at all', async () => {
    expect(await take(reserve('o1', line('phone', 1), line('case', 6)))).toEqual([
      replied('StockRejected', 'o1', {
        reason: 'out_of_stock',
        missing: [{ productId: 'case', requested: 6, available: 5 }],
      }),
    ]);
    expect(await stock('phone')).toMatchObject({ available: 10, reserved: 0 });
  });

  it('counts lines of the same product together', async () => {
    const [outcome] = await take(reserve('o1', line('case', 3), line('case', 3)));
    expect(outcome).toMatchObject({ reply: { type: 'StockRejected', payload: { missing: [{ requested: 6 }] } } });
    await take(reserve('o2', line('case', 2), line('case', 3)));
    expect(await stock('case')).toMatchObject({ available: 0, reserved: 5 });
    await conserved();
  });

  it('of a product that does not exist is out of stock', async () => {
    const [outcome] = await take(reserve('o1', line('nothing', 1)));
    expect(outcome).toMatchObject({ reply: { type: 'StockRejected', payload: { reason: 'out_of_stock' } } });
  });

  it('goes to whoever asks first within a batch', async () => {
    const orders = Array.from({ length: 7 }, (_, index) => reserve(`o${index}`, line('case', 1)));
    const outcomes = await take(...orders);
    expect(outcomes.map(({ reply }) => reply?.type)).toEqual([
      ...Array(5).fill('StockReserved'),
      ...Array(2).fill('StockRejected'),
    ]);
    await conserved();
  });

  it('that one order gives back goes to another of the same batch', async () => {
    await take(reserve('o1', line('case', 5)));
    const outcomes = await take(release('o1'), reserve('o2', line('case', 4)));
    expect(outcomes.map(({ reply }) => reply?.type)).toEqual(['StockReleased', 'StockReserved']);
    expect(await stock('case')).toMatchObject({ available: 1, reserved: 4 });
    await conserved();
  });

  it('is never oversold by batches that run at the same time', async () => {
    await take(receive('hot', 50, 'Hot'));
    const batches = Array.from({ length: 20 }, (_, batch) =>
      Array.from({ length: 5 }, (_, n) => reserve(`o${batch}-${n}`, line('hot', 1), line('phone', n % 2 || 1))),
    );
    const outcomes = (await Promise.all(batches.map((batch) => take(...batch)))).flat();
    expect(outcomes.filter(({ reply }) => reply?.type === 'StockReserved')).toHaveLength(10);
    expect(await stock('phone')).toMatchObject({ available: 0, reserved: 10 });
    expect(await stock('hot')).toMatchObject({ available: 40, reserved: 10 });
    await conserved();
  });
});

describe('each command', () => {
  it.each([
    ['reserving', [], reserve('o1', line('phone', 3)), { available: 7, reserved: 3, shipped: 0 }],
    ['releasing', [reserve('o1', line('phone', 3))], release('o1'), { available: 10, reserved: 0, shipped: 0 }],
    ['committing', [reserve('o1', line('phone', 3))], commit('o1'), { available: 7, reserved: 0, shipped: 3 }],
  ])('takes effect once when it is repeated: %s', async (_, before, command, level) => {
    for (const earlier of before) await take(earlier);
    const first = await take(command);
    expect(await take(command)).toEqual(first);
    expect(await stock('phone')).toMatchObject(level);
    await conserved();
  });

  it('after a release is refused: what was given up stays given up', async () => {
    expect(await take(release('o1'))).toEqual([replied('StockReleased', 'o1')]);
    expect(await take(reserve('o1', line('phone', 3)))).toEqual([
      replied('StockRejected', 'o1', { reason: 'released' }),
    ]);
    expect(await stock('phone')).toMatchObject({ available: 10, reserved: 0 });
  });

  it('cannot take back what has left the house', async () => {
    await take(reserve('o1', line('phone', 3)));
    await take(commit('o1'));
    expect(await take(release('o1'))).toMatchObject([{ refused: { code: 'STOCK_SHIPPED' } }]);
    expect(await stock('phone')).toMatchObject({ shipped: 3 });
  });

  it('cannot ship what was not reserved', async () => {
    expect(await take(commit('o1'))).toMatchObject([{ refused: { code: 'NOTHING_RESERVED' } }]);
  });

  it('of two processes for one order that meet is rolled back in one of them, to be repeated', async () => {
    let other: Promise<unknown> | undefined;
    await database.transaction(async (sql) => {
      await handle([release('o1')], sql);
      other = take(reserve('o1', line('phone', 3)));
      const waiting =
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
      while ((await sql.query<{ n: number }>('waiting', waiting))[0]?.n === 0);
    });
    await expect(other).rejects.toMatchObject({ code: 'RESERVATION_CONFLICT', retry: 'later' });
    expect(await stock('phone')).toMatchObject({ available: 10, reserved: 0 });
    expect(await take(reserve('o1', line('phone', 3)))).toMatchObject([{ reply: { type: 'StockRejected' } }]);
  });
});

describe('goods received', () => {
  it('raise what is there', async () => {
    const [outcome] = await take(receive('phone', 7));
    const level = {
      productId: 'phone',
      productName: 'Phone',
      received: 17,
      available: 17,
      reserved: 0,
      shipped: 0,
    };
    expect(outcome).toEqual({ reply: { type: 'StockReceived', payload: level } });
    expect(await stock('phone')).toEqual({ ...level, unitPrice: null });
  });

  it('create a product that has a name, and can be sold in the same batch', async () => {
    await take(receive('new', 2, 'New'), reserve('o1', line('new', 1)));
    expect(await stock('new')).toMatchObject({ productName: 'New', received: 2, available: 1, reserved: 1 });
    await conserved();
  });

  it('of a new product bring its price; of one that is there they leave it as it is', async () => {
    const delivery = (unitPriceMinor: number) => {
      const message = receive('lamp', 1, 'Lamp');
      return { ...message, payload: { ...message.payload, unitPriceMinor } };
    };
    await take(delivery(1_990));
    await take(delivery(2_500));
    expect(await stock('lamp')).toMatchObject({ received: 2, unitPrice: 19.9 });
  });

  it('of an unknown product without a name are refused', async () => {
    expect(await take(receive('new', 2))).toMatchObject([{ refused: { code: 'PRODUCT_NOT_FOUND' } }]);
    expect(await stock('new')).toBeUndefined();
  });

  it('beyond what fits a 32-bit number are counted exactly', async () => {
    for (let times = 0; times < 5; times += 1) await take(receive('phone', 1_000_000_000));
    expect(await stock('phone')).toMatchObject({ received: 5_000_000_010 });
  });
});

describe('a reservation past its time', () => {
  const overdue = () =>
    database.transaction((sql) => sql.query('age', "UPDATE reservations SET expires_at = now() - interval '1 s'"));

  it('is told to its order once, and stays held until the order decides', async () => {
    await take(reserve('o1', line('phone', 3)), reserve('o2', line('phone', 1)));
    await take(commit('o2'));
    await overdue();
    expect(await take(expiry)).toEqual([{ events: [{ type: 'ReservationExpired', payload: { orderId: 'o1' } }] }]);
    expect(await take(expiry)).toEqual([{ events: [] }]);
    expect(await stock('phone')).toMatchObject({ available: 6, reserved: 3, shipped: 1 });
    await conserved();
  });

  it.each([
    ['given back', release, { available: 10, reserved: 0, shipped: 0 }],
    ['shipped all the same', commit, { available: 7, reserved: 0, shipped: 3 }],
  ])('can be %s', async (_, decide, level) => {
    await take(reserve('o1', line('phone', 3)));
    await overdue();
    await take(expiry);
    await take(decide('o1'));
    expect(await stock('phone')).toMatchObject(level);
    await conserved();
  });

  it('is not told when the same batch gives it back', async () => {
    await take(reserve('o1', line('phone', 3)));
    await overdue();
    expect((await take(expiry, release('o1')))[0]).toEqual({ events: [] });
  });
});

describe('the catalogue', () => {
  it('fills an empty system, once, whoever starts first', async () => {
    await database.transaction((sql) => sql.query('truncate', 'TRUNCATE products, reservations'));
    await Promise.all([1, 2, 3].map(() => database.transaction(seedCatalogue)));
    expect(await stock('11111111-1111-1111-1111-111111111111')).toMatchObject({
      productName: 'Laptop',
      received: 10_000,
      unitPrice: 999.99,
    });
  });

  it('gives its products a price where they were there before there were prices', async () => {
    const laptop = '11111111-1111-1111-1111-111111111111';
    await take(receive(laptop, 1, 'Laptop'));
    await database.transaction(seedCatalogue);
    expect(await stock(laptop)).toMatchObject({ received: 1, unitPrice: 999.99 });
  });

  it('leaves a system with products alone', async () => {
    await database.transaction(seedCatalogue);
    const { items } = await database.transaction((sql) => listProducts(sql));
    expect(items.map(({ productId }) => productId)).toEqual(['case', 'phone']);
  });

  it('is listed in pages', async () => {
    const first = await database.transaction((sql) => listProducts(sql, { limit: 1 }));
    expect(first.items.map(({ productId }) => productId)).toEqual(['case']);
    const second = await database.transaction((sql) => listProducts(sql, { limit: 1, cursor: first.nextCursor }));
    expect([second.items.map(({ productId }) => productId), second.nextCursor]).toEqual([['phone'], undefined]);
  });
});
