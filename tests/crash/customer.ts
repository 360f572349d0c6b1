import { randomUUID } from 'node:crypto';
import { type Door, type OrderAnswer, type OrderChanges, orderBody } from '../setup/door.ts';
import { ask } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const CAMERA = '66666666-6666-6666-6666-666666666666';

/** Every way an order can go, several of the usual one. */
const BASKET: readonly OrderChanges[] = [
  {},
  {},
  {},
  {},
  { paymentMethod: 'pm_declined' },
  { paymentMethod: 'pm_flaky' },
  { paymentMethod: 'pm_slow' },
  { paymentMethod: 'pm_lost_answer' },
  { paymentMethod: 'pm_down' },
  { shipTo: { country: 'AQ' } },
  { productId: CAMERA, quantity: 4 },
  { productId: CAMERA, quantity: 4 },
];
/** Its place in the basket: this order is called off as soon as it is accepted. */
const CALLED_OFF = 6;

interface Wish {
  key: string;
  body: Record<string, unknown>;
}

/** Somebody who orders one of each, and repeats what was not answered, each under its Idempotency-Key. */
export class Customer {
  readonly accepted = new Set<string>();
  private readonly wishes: Wish[] = BASKET.map((changes) => ({ key: randomUUID(), body: orderBody(changes) }));
  private readonly open = new Set(this.wishes);

  /** Orders all of it at once; what fails stays open. */
  async order(call: Door): Promise<void> {
    await Promise.all([...this.open].map((wish) => this.place(call, wish).catch(() => undefined)));
  }

  /** A plain order on top; what fails stays open. */
  async oneMore(call: Door): Promise<void> {
    const wish = { key: randomUUID(), body: orderBody() };
    this.open.add(wish);
    await this.place(call, wish).catch(() => undefined);
  }

  get refused(): number {
    return this.open.size;
  }

  /** Repeats until everything is accepted. */
  async insist(call: Door): Promise<void> {
    const orderAll = async () => {
      await this.order(call);
      return this.open.size === 0;
    };
    await waitUntil(orderAll, { message: 'every order is accepted' });
  }

  /** Accepted orders that have not ended. */
  async unfinished(databaseUrl: string): Promise<string[]> {
    const rows = await ask<{ id: string; state: string }>(
      databaseUrl,
      `SELECT i.id, coalesce(a.state, 'lost') AS state FROM unnest($1::text[]) AS i(id) LEFT JOIN actors a ON a.address = 'order/' || i.id
       WHERE a.state IS NULL OR a.state NOT IN ('confirmed', 'cancelled')`,
      [[...this.accepted]],
    );
    return rows.map(({ id, state }) => `${id}: ${state}`);
  }

  private async place(call: Door, wish: Wish): Promise<void> {
    const { status, body } = await call<OrderAnswer>('POST', '/api/orders', wish.body, {
      'idempotency-key': wish.key,
    });
    if (status !== 202) return;
    this.accepted.add(body.orderId);
    this.open.delete(wish);
    if (wish === this.wishes[CALLED_OFF]) await call('POST', `/api/orders/${body.orderId}/cancel`);
  }
}
