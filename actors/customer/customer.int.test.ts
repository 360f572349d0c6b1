import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '../../runtime/index.ts';
import { type ActorDatabase, message, openActorDatabase } from '../testing/database.ts';
import { describeCustomers } from './describe.ts';
import { customers, getCustomer } from './index.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());
const empty = () => database.transaction((sql) => sql.query('empty', 'DELETE FROM customers'));
beforeEach(empty);

function event(
  position: number,
  actor: StoredEvent['actor'],
  type: string,
  payload: Record<string, unknown>,
): StoredEvent {
  return {
    id: `1000-${position}`,
    actor,
    version: 1,
    type,
    payload,
    messageId: 'm',
    correlationId: 'c',
    at: new Date(0),
  };
}

const eur = { customerId: 'ada', totalMinor: 1_050, currency: 'EUR' };
const registered = event(1, 'user/ada', 'UserRegistered', { email: 'ada@example.com', name: 'Ada' });
const story = [
  registered,
  event(2, 'order/o1', 'OrderPlaced', { customerId: 'ada' }),
  event(3, 'order/o1', 'OrderConfirmed', eur),
  event(4, 'order/o2', 'OrderPlaced', { customerId: 'ada' }),
  event(5, 'order/o2', 'OrderCancelled', eur),
  event(6, 'order/o3', 'OrderPlaced', { customerId: 'ada' }),
  event(7, 'order/o3', 'OrderConfirmed', { ...eur, currency: 'USD', totalMinor: 200 }),
  event(8, 'order/o4', 'OrderPlaced', { customerId: 'bob' }),
];
const ada = {
  customerId: 'ada',
  registered: true,
  name: 'Ada',
  email: 'ada@example.com',
  orders: 3,
  confirmed: 2,
  cancelled: 1,
  spent: [
    { currency: 'EUR', total: 10.5 },
    { currency: 'USD', total: 2 },
  ],
};

const apply = (...events: StoredEvent[]) => database.transaction((sql) => customers.apply(events, sql));
const get = (id: string) => database.transaction((sql) => getCustomer(sql, id));

describe('the view of customers', () => {
  it('counts orders and what was spent, by currency', async () => {
    await apply(...story);
    expect(await get('ada')).toEqual(ada);
    expect(await get('bob')).toEqual({
      customerId: 'bob',
      registered: false,
      orders: 1,
      confirmed: 0,
      cancelled: 0,
      spent: [],
    });
    expect(await get('nobody')).toBeUndefined();
  });

  it('knows who has ordered before the user registers, and the name from then on', async () => {
    await apply(...story.slice(1, 3));
    expect(await get('ada')).toMatchObject({ registered: false, orders: 1 });
    await apply(registered);
    expect(await get('ada')).toMatchObject({ registered: true, name: 'Ada', orders: 1, confirmed: 1 });
  });

  it('comes to the same in whatever order and batches the events arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(story, { minLength: story.length }),
        fc.nat(story.length),
        async (mixed, cut) => {
          await empty();
          await apply(...mixed.slice(0, cut));
          await apply(...mixed.slice(cut));
          expect(await get('ada')).toEqual(ada);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves out what a service says of its own part of an order', async () => {
    await apply(event(1, 'shipping/o1', 'ShipmentPrepared', { customerId: 'ada' }));
    expect(await get('ada')).toBeUndefined();
  });
});

describe('who a customer is', () => {
  const ask = async (asOf?: string, id = 'ada') => {
    const [outcome] = await database.transaction((sql) =>
      describeCustomers([message(`customer/${id}`, 'DescribeCustomer', asOf === undefined ? {} : { asOf })], sql),
    );
    return outcome?.reply?.payload;
  };

  it('is told with name and address', async () => {
    await apply(registered);
    expect(await ask()).toEqual({ upToDate: true, name: 'Ada', email: 'ada@example.com' });
    expect(await ask(undefined, 'nobody')).toEqual({ upToDate: true });
  });

  it.each([
    ['1000-1', true],
    ['1000-2', false],
    ['999-50', true],
    ['1001-0', false],
  ])('as of event %s counts: %s', async (asOf, upToDate) => {
    await apply(registered);
    expect(await ask(asOf)).toMatchObject({ upToDate });
  });

  it('does not count while the view has not seen the customer at all', async () => {
    expect(await ask('1000-1')).toEqual({ upToDate: false });
  });
});
