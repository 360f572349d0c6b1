import { orderBody } from './order-body.ts';
import type { Answer, FoundSystem } from './system.ts';
import type { Teller } from './tell.ts';

interface Order {
  orderId: string;
  status: string;
  step: string;
  reason?: string;
  total: number;
  currency: string;
  timeline: { type: string; at: string }[];
  detail?: string;
}

type Expected = { status: 'confirmed' } | { status: 'cancelled'; reason: string };

/** Places an order, waits for its end, and tells how it went. */
export async function tellOrder(
  { call }: FoundSystem,
  tell: Teller,
  title: string,
  body: Record<string, unknown>,
  expected: Expected,
): Promise<Order> {
  const { status, body: order } = await call<Order>('POST', '/api/orders', body, { prefer: 'wait=30' });
  const reason = order.reason ? ` (${order.reason})` : '';
  tell.check(`${title}: ${status}, ${order.status ?? order.detail}${reason}`, matches(order, expected), order);
  for (const line of timeline(order)) tell.say(`    ${line}`);
  return order;
}

function matches(order: Order, expected: Expected): boolean {
  return order.status === expected.status && (expected.status === 'confirmed' || order.reason === expected.reason);
}

/** Each event with the milliseconds since the order was placed. */
function timeline({ timeline = [] }: Order): string[] {
  const start = Date.parse(timeline[0]?.at ?? '');
  return timeline.map(({ type, at }) => `${String(Date.parse(at) - start).padStart(6)} ms  ${type}`);
}

export async function ordersInBothStyles(system: FoundSystem, tell: Teller): Promise<Order> {
  tell.chapter('An order, orchestrated and choreographed: the same services, the same end');
  const first = await tellOrder(system, tell, 'orchestration', orderBody(), { status: 'confirmed' });
  tell.say(`${first.total} ${first.currency}; its events: GET /api/orders/${first.orderId}/events`);
  await tellOrder(system, tell, 'choreography', orderBody({ fulfilment: 'choreography' }), {
    status: 'confirmed',
  });
  return first;
}

export async function ordersThatFail(system: FoundSystem, tell: Teller): Promise<void> {
  for (const fulfilment of ['orchestration', 'choreography']) {
    tell.chapter(`Orders that cannot be carried out are undone (${fulfilment})`);
    const fails = (title: string, body: Record<string, unknown>, reason: string) =>
      tellOrder(system, tell, title, { ...body, fulfilment }, { status: 'cancelled', reason });
    await fails('the payment is declined', orderBody({ paymentMethod: 'pm_declined' }), 'payment_declined');
    await fails('there is no such stock', twice(orderBody({}, 10_000)), 'out_of_stock');
    await fails('nobody ships there', orderBody({ shipTo: { country: 'AQ' } }), 'shipment_refused');
  }
}

function twice(body: Record<string, unknown>): Record<string, unknown> {
  const items = body.items as unknown[];
  return { ...body, items: [...items, ...items] };
}

export async function clearAnswers({ call }: FoundSystem, tell: Teller, confirmed: Order): Promise<void> {
  tell.chapter('Clear answers');
  const key = { 'idempotency-key': `tour-${Date.now()}` };
  const first = await call<Order>('POST', '/api/orders', orderBody(), key);
  const again = await call<Order>('POST', '/api/orders', orderBody(), key);
  tell.check('the same Idempotency-Key twice is one order', first.body.orderId === again.body.orderId);
  refused(tell, 'the same key with another order', 409, await call('POST', '/api/orders', orderBody({}, 2), key));
  refused(
    tell,
    'a confirmed order cannot be cancelled',
    409,
    await call('POST', `/api/orders/${confirmed.orderId}/cancel`, {}),
  );
  refused(tell, 'an order of nothing', 422, await call('POST', '/api/orders', { ...orderBody(), items: [] }));
  refused(tell, 'an order that does not exist', 404, await call('GET', '/api/orders/nobody'));
}

export function refused(
  tell: Teller,
  what: string,
  expected: number,
  { status, body }: Answer<Record<string, unknown>>,
): void {
  tell.check(`${what}: ${status} ${body.code ?? ''}, "${body.detail ?? ''}"`, status === expected, body);
}
