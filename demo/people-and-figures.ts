import { orderBody } from './order-body.ts';
import { refused, tellOrder } from './orders.ts';
import type { FoundSystem } from './system.ts';
import { type Teller, until } from './tell.ts';

const SOON_MS = 10_000;

export async function userWhoOrders(system: FoundSystem, tell: Teller): Promise<void> {
  tell.chapter('A user registers, orders, and is told');
  const { call } = system;
  const email = `ada.${Date.now()}@example.com`;
  const { status, body: user } = await call<{ userId: string; name: string }>('POST', '/api/users', {
    email,
    name: 'Ada',
  });
  tell.check(`POST /api/users: ${status}, ${user.userId}`, status === 201, user);
  refused(tell, 'the same e-mail again', 409, await call('POST', '/api/users', { email, name: 'Eve' }));
  const known = await until(
    async () => (await call('GET', `/api/customers/${user.userId}`)).status === 200,
    SOON_MS,
  );
  tell.check('the order side knows the customer, from the event UserRegistered', known === true);
  const order = await tellOrder(system, tell, 'her order', orderBody({ customerId: user.userId }), {
    status: 'confirmed',
  });
  const mail = await until(() => mailAbout(system, order.orderId, email), SOON_MS);
  tell.check(`an e-mail went to ${email}: ${mail ?? 'none'}`, mail !== undefined);
}

async function mailAbout({ call }: FoundSystem, orderId: string, email: string): Promise<string | undefined> {
  const { body } = await call<{ items?: Record<string, unknown>[] }>('GET', '/api/notifications/inbox');
  const mail = body.items?.find((each) => {
    const text = JSON.stringify(each);
    return text.includes(orderId) && text.includes(email);
  });
  return mail && `"${String(mail.subject)}"`;
}

interface Today {
  date: string;
  orders: { placed: number; confirmed: number; cancelled: number; cancelledByReason: Record<string, number> };
  revenue: Record<string, number>;
  sagaDurations: { all: { p50Ms: number | null; p95Ms: number | null } };
}

export const figuresOfToday = async ({ call }: FoundSystem) =>
  (await call<Today>('GET', '/api/analytics/metrics/today')).body;

/** `before` is what they were when the tour began. */
export async function analytics(system: FoundSystem, tell: Teller, before: Today): Promise<void> {
  tell.chapter('Analytics of today');
  const settled = await until(async () => {
    const { orders } = await figuresOfToday(system);
    return orders.placed === orders.confirmed + orders.cancelled ? orders : undefined;
  }, SOON_MS);
  const today = await figuresOfToday(system);
  const { orders, revenue, sagaDurations } = today;
  const reasons = Object.entries(orders.cancelledByReason).map(([reason, count]) => `${count} ${reason}`);
  tell.say(
    `${today.date}: ${orders.placed} placed, ${orders.confirmed} confirmed, ${orders.cancelled} cancelled (${reasons.join(', ')})`,
  );
  tell.say(
    `revenue ${Object.entries(revenue)
      .map(([currency, amount]) => `${amount} ${currency}`)
      .join(', ')}`,
  );
  tell.say(`from placing to the end: p50 ${sagaDurations.all.p50Ms} ms, p95 ${sagaDurations.all.p95Ms} ms`);
  tell.check(
    `they grew with the tour, by ${orders.placed - before.orders.placed} orders`,
    orders.placed > before.orders.placed,
  );
  if (!settled) tell.skip('some orders of today have not ended');
  const backwards = await system.call('GET', '/api/analytics/metrics/range?from=2026-12-02&to=2026-12-01');
  refused(tell, 'a range with from after to', 422, backwards);
}
