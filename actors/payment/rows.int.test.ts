import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CommittedTurn } from '../../runtime/index.ts';
import { type ActorDatabase, message, openActorDatabase } from '../testing/database.ts';
import { getPayment } from './queries.ts';
import { keepPaymentRows } from './rows.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());

function turn(id: string, state: string, context: object = {}): CommittedTurn {
  const actor = `payment/${id}` as const;
  const empty = { orderId: id, amountMinor: 99_999, currency: 'EUR', chargeId: null, refundedMinor: 0 };
  return {
    actor,
    id,
    version: 1,
    message: message(actor, 'x', {}),
    state,
    context: { ...empty, ...context },
    status: 'active',
  };
}

const keep = (...turns: CommittedTurn[]) => database.transaction((sql) => keepPaymentRows(turns, sql));
const payment = (orderId: string) => database.transaction((sql) => getPayment(sql, orderId));

it('a payment has no row while its first attempt is under way', async () => {
  await keep(turn('o1', 'charging'));
  expect(await payment('o1')).toBeUndefined();
});

it('a payment shows what its actor knows, the last turn of a batch and the last batch winning', async () => {
  await keep(turn('o2', 'reconciling'), turn('o3', 'declined'), turn('o2', 'charged', { chargeId: 'ch_1' }));
  expect(await payment('o2')).toEqual({
    orderId: 'o2',
    status: 'charged',
    amountMinor: 99_999,
    currency: 'EUR',
    chargeId: 'ch_1',
    refundedMinor: 0,
    updatedAt: expect.any(Date),
  });
  expect(await payment('o3')).toMatchObject({ status: 'declined', chargeId: null });
  await keep(turn('o2', 'refunded', { chargeId: 'ch_1', refundedMinor: 99_999 }));
  expect(await payment('o2')).toMatchObject({ status: 'refunded', refundedMinor: 99_999 });
});

it('a refund that came before any charge leaves a row without a currency', async () => {
  await keep(turn('o4', 'declined', { amountMinor: 0, currency: null }));
  expect(await payment('o4')).toMatchObject({ status: 'declined', amountMinor: 0, currency: null });
});
