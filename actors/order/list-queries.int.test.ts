import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ActorDatabase, openActorDatabase } from '../testing/database.ts';
import { listOrderFacts, type OrderFactsFilter, openTally } from './index.ts';

let database: ActorDatabase;
const ORDERS = 20_000;

/** Orders of the view and their actors: every tenth pends, every hundredth is of the rare product. */
const VIEW = `
  INSERT INTO order_views (order_id, customer_id, status, step, items, placed_at, updated_at, version, correlation_id)
  SELECT 'o' || n, 'c' || n % 50, CASE WHEN n % 10 = 0 THEN 'pending' ELSE 'confirmed' END,
         CASE WHEN n % 10 > 0 THEN 'confirmed' WHEN n % 20 = 0 THEN 'chargingPayment' ELSE 'refundingPayment' END,
         json_build_array(json_build_object('productId', CASE WHEN n % 100 = 0 THEN 'rare' ELSE 'usual' END)),
         timestamptz '2026-01-01' + n * interval '1 s', now(), 1, 'request-' || n
  FROM generate_series(1, $1::int) n`;
const ACTORS = `
  INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot)
  SELECT 'order/' || order_id, 'order', 1, 1, 'active', step, 0,
         json_build_object('correlationId', correlation_id, 'context',
           json_build_object('customerId', customer_id, 'items', items, 'totalMinor', 100, 'currency', 'EUR'))
  FROM order_views`;

beforeAll(async () => {
  database = await openActorDatabase();
  await database.transaction(async (sql) => {
    await sql.query('view', VIEW, [ORDERS]);
    await sql.query('actors', ACTORS);
    await sql.query('analyze', 'ANALYZE order_views');
  });
});
afterAll(() => database.drop());

const ids = (filter: Partial<OrderFactsFilter>) =>
  database.transaction(async (sql) => {
    const { items } = await listOrderFacts(sql, { limit: 3, ...filter });
    return items.map(({ orderId }) => orderId);
  });

/** The plan of a question to the view. */
const plan = (where: string) =>
  database.transaction(async (sql) => {
    const rows = await sql.query<{ 'QUERY PLAN': string }>(
      `plan ${where}`,
      `EXPLAIN SELECT order_id FROM order_views WHERE ${where} ORDER BY placed_at DESC, order_id DESC LIMIT 101`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });

describe('the list of orders', () => {
  it('is narrowed by state, product and correlation, newest first', async () => {
    expect(await ids({ step: 'chargingPayment' })).toEqual(['o20000', 'o19980', 'o19960']);
    expect(await ids({ step: 'confirmed' })).toEqual(['o19999', 'o19998', 'o19997']);
    expect(await ids({ productIds: ['rare'] })).toEqual(['o20000', 'o19900', 'o19800']);
    expect(await ids({ productIds: ['rare'], step: 'refundingPayment' })).toEqual([]);
    expect(await ids({ correlationId: 'request-7' })).toEqual(['o7']);
    expect(await ids({ productIds: [] })).toEqual([]);
  });

  it('finds them by an index, however rare they are', async () => {
    expect(await plan(`correlation_id = 'request-7'`)).toContain('order_views_correlation');
    expect(await plan(`ordered_products(items) && '{rare}'`)).toMatch(/order_views_products/);
    expect(await plan(`ordered_products(items) && '{usual}'`)).toMatch(
      /Index Scan Backward using order_views_placed/,
    );
    expect(await plan(`status = 'pending' AND step = 'refundingPayment'`)).toContain('order_views_pending');
  });

  it('is counted once for all who ask, for each filter', async () => {
    await database.transaction(async (sql) => {
      let asked = 0;
      const counting = {
        query: (...args: Parameters<typeof sql.query>) => {
          asked += 1;
          return sql.query(...args);
        },
      } as typeof sql;
      const tally = openTally(counting);
      const answers = await Promise.all(Array.from({ length: 20 }, () => tally({ productIds: ['rare'] })));
      expect(answers[7]).toEqual({ pending: ORDERS / 100, compensating: 0, confirmed: 0, cancelled: 0 });
      expect(asked).toBe(1);
      expect((await tally({ step: 'refundingPayment' })).compensating).toBe(ORDERS / 20);
      expect(asked).toBe(2);
    });
  });
});
