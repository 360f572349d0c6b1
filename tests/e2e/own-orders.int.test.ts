import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { address } from '../../runtime/index.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

const ORDER = {
  customerId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
  items: [
    { productId: '11111111-1111-1111-1111-111111111111', productName: 'Laptop', quantity: 1, unitPrice: 999.99 },
  ],
};
const SETTINGS = { SHARDS: '4', NEW_IDS: 'own', DELIVERY: 'local' };

let first: WholeSystem;
let second: WholeSystem;
beforeAll(async () => {
  first = await startWholeSystem(SETTINGS);
  second = await startWholeSystem({ ...SETTINGS, DATABASE_URL: first.databaseUrl, REDIS_URL: first.redis.url });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

it('with NEW_IDS=own each door accepts orders of the shards that its process works', async () => {
  const OWNERS = `SELECT owner FROM shards WHERE pool = 'worker' AND of = 4 AND owner IS NOT NULL`;
  const isDivided = async () => {
    const owners = (await first.system.runtime.sql.query<{ owner: string }>('owners', OWNERS)).map(
      (row) => row.owner,
    );
    return [first, second].every(
      ({ system: { runtime } }) =>
        owners.filter((owner) => owner === runtime.processId).length === 2 &&
        ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].some((id) => runtime.owns(address('order', id))),
    );
  };
  await waitUntil(isDivided, { timeoutMs: 60_000, message: 'two shards are worked by each' });
  for (const { call, system } of [first, second]) {
    for (let n = 0; n < 10; n += 1) {
      const { status, body } = await call<{ orderId: string }>('POST', '/api/orders', ORDER);
      expect([status, system.runtime.owns(address('order', body.orderId))]).toEqual([202, true]);
    }
  }
});
