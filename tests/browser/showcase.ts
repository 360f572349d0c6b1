/** Fills a system with what pictures of it should show: customers, orders of every fate, dead letters, signals. */
import { type Door, LAPTOP, type OrderAnswer } from '../setup/door.ts';
import type { Payments } from '../setup/payments.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { sendAsIfLost } from './letters.ts';

const NAMES = [
  'Ada Lindqvist',
  'Tomasz Wójcik',
  'Noor Haddad',
  'Mei Tanaka',
  'Lucía Romero',
  'Oskar Brandt',
  'Priya Raman',
  'Jonas Weber',
  'Amara Okafor',
  'Ines Carvalho',
];
const PRODUCTS = [
  [LAPTOP, 'Laptop', 999.99],
  ['22222222-2222-2222-2222-222222222222', 'Phone', 699],
  ['33333333-3333-3333-3333-333333333333', 'Headphones', 129],
  ['44444444-4444-4444-4444-444444444444', 'Keyboard', 84.5],
  ['55555555-5555-5555-5555-555555555555', 'Monitor', 312],
] as const;
const METHODS = ['pm_ok', 'pm_ok', 'pm_ok', 'pm_flaky', 'pm_ok', 'pm_declined', 'pm_ok', 'pm_slow'];
const ORDERS = 60;
const STUCK = 5;

export interface Showcase {
  /** An order that waits behind a dead letter. */
  stuckOrder: string;
  /** A signal that completed without one processor. */
  partialSignal: string;
}

/** Fills a running system whose payments go by `payments`. */
export async function fillShowcase(
  { call, databaseUrl }: { call: Door; databaseUrl: string },
  payments: Payments,
): Promise<Showcase> {
  const customers = NAMES.map((name, index) => ({ userId: `c${index}aaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa`, name }));
  for (const [index, { userId, name }] of customers.entries())
    await call('POST', '/api/users', {
      userId,
      name,
      email: `customer${index}@example.com`,
    });
  const order = async (index: number, more: object = {}) => {
    const [productId, productName, unitPrice] = PRODUCTS[index % PRODUCTS.length] as (typeof PRODUCTS)[number];
    const customerId = customers[index % customers.length]?.userId;
    const items = [{ productId, productName, unitPrice, quantity: 1 + (index % 3) }];
    const body = { customerId, items, paymentMethod: METHODS[index % METHODS.length], ...more };
    return (await call<OrderAnswer>('POST', '/api/orders', body)).body.orderId;
  };

  const partialSignal = await partial(call);
  const letters = async () =>
    (await call<{ items: unknown[] }>('GET', '/api/dead-letters?state=open')).body.items.length;
  const areDead = (howMany: number) =>
    waitUntil(async () => (await letters()) >= howMany, { message: `${howMany} letters are dead` });
  const stuck: string[] = [];
  payments.hold();
  for (let index = 0; index < STUCK; index += 1) {
    const orderId = await order(index, { paymentMethod: 'pm_slow' });
    const { body } = await call<{ items: { correlationId: string }[] }>(
      'GET',
      `/api/actors/order/${orderId}/history`,
    );
    const correlationId = body.items[0]?.correlationId ?? '';
    await sendAsIfLost(databaseUrl, {
      to: `order/${orderId}`,
      from: `payment/${orderId}`,
      correlationId,
      type: 'PaymentDeclined',
      payload: { orderId, reason: 'card_stolen' },
    });
    stuck.push(orderId);
  }
  await areDead(STUCK);
  payments.release();
  for (const quantity of ['120,0', '80,0'])
    await sendAsIfLost(databaseUrl, {
      to: `inventory/${LAPTOP}`,
      type: 'ReceiveStock',
      payload: { productId: LAPTOP, quantity },
    });
  for (let index = 0; index < ORDERS; index += 1)
    await order(index, {
      ...(index % 11 === 4 && { shipTo: { country: 'AQ' } }),
      ...(index % 4 === 1 && { fulfilment: 'choreography' }),
    });
  for (const value of [42, 7, 3]) await call('POST', '/api/signals', { value });
  await areDead(STUCK + 1);
  return { stuckOrder: stuck[0] ?? '', partialSignal };
}

/** Stops one processor for one signal, as the page of the signals does. */
async function partial(call: Door): Promise<string> {
  await call('POST', '/api/processors/processor-2/stop');
  const { body } = await call<{ signalId: string }>('POST', '/api/signals', { value: 10 });
  const path = `/api/signals/${body.signalId}`;
  const ended = async () => (await call<{ status: string }>('GET', path)).body.status === 'completed';
  await waitUntil(ended, { message: 'the signal completes without processor-2' });
  await call('POST', '/api/processors/processor-2/start');
  return body.signalId;
}
