import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LAPTOP, type OrderAnswer, orderBody, timelineOf } from '../setup/door.ts';
import { ask } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

interface Letter {
  id: string;
  actor: string;
  state: string;
  message: { id: string; type: string; payload: Record<string, unknown> };
  error: { code: string; message: string; stack?: string };
  attempts: number;
  history: { at: string; error: string }[];
  parked: number;
  audit: { by: string; action: string; note?: string }[];
}

describe.each(['queue', 'local'])('dead letters over REST, with delivery %s', (delivery) => {
  let platform: WholeSystem;

  beforeAll(async () => {
    platform = await startWholeSystem({
      DELIVERY: delivery,
      PAYMENT_SLOW_MS: '5000',
      RETRY_ATTEMPTS: '3',
      RETRY_BACKOFF_MS: '20',
    });
  });
  afterAll(() => platform.close());

  /** A message that some process has sent; the row is all that is left of that process. */
  async function sent(message: { to: string; type: string; payload: object }): Promise<string> {
    const id = randomUUID();
    const whole = { id, correlationId: 'test', sentAt: Date.now(), ...message };
    await ask(
      platform.databaseUrl,
      `INSERT INTO outbox (id, queue, owner, epoch, messages) VALUES ($1, $2, 'dead', 'gone', $3)`,
      [randomUUID(), message.to.split('/')[0], JSON.stringify([whole])],
    );
    return id;
  }

  async function letterOf(messageId: string, holds: (letter: Letter) => boolean = () => true): Promise<Letter> {
    const find = async () => {
      const { body } = await platform.call<{ items: Letter[] }>('GET', '/api/dead-letters');
      return body.items.find((letter) => letter.message.id === messageId && holds(letter));
    };
    return (await waitUntil(find, { message: 'the message is a dead letter' })) as Letter;
  }

  const get = async (id: string) => (await platform.call<Letter>('GET', `/api/dead-letters/${id}`)).body;
  const redrive = (id: string, payload?: object) =>
    platform.call<Letter & { code: string; errors: { path: string }[] }>(
      'POST',
      `/api/dead-letters/${id}/redrive`,
      payload ? { payload } : {},
    );
  const received = async () => Number((await platform.call(`GET`, `/api/inventory/${LAPTOP}`)).body.received);
  const bad = { to: `inventory/${LAPTOP}`, type: 'ReceiveStock', payload: { productId: LAPTOP, quantity: 'ten' } };

  it('tell what failed, why, how often and when', async () => {
    const letter = await letterOf(await sent(bad));
    expect(letter).toMatchObject({
      actor: bad.to,
      state: 'open',
      message: { type: 'ReceiveStock', payload: bad.payload },
    });
    const whole = await get(letter.id);
    expect(whole.error).toMatchObject({ code: 'INVALID_MESSAGE', message: expect.stringContaining('quantity') });
    expect(whole.history).toHaveLength(whole.attempts);
    await platform.call('POST', `/api/dead-letters/${letter.id}/discard`, { reason: 'nonsense' });
  });

  it('are not redriven with what would only fail again: 422 names the field', async () => {
    const { id } = await letterOf(await sent(bad));
    const { status, body } = await redrive(id);
    expect([status, body.code, body.errors.map(({ path }) => path)]).toEqual([
      422,
      'INVALID_MESSAGE',
      ['quantity'],
    ]);
    expect((await get(id)).state).toBe('open');
    await platform.call('POST', `/api/dead-letters/${id}/discard`, { reason: 'nonsense' });
  });

  it('redriven with an edited payload take effect once, and the edit is on record', async () => {
    const before = await received();
    const { id } = await letterOf(await sent(bad));
    const answers = await Promise.all([1, 2, 3].map(() => redrive(id, { productId: LAPTOP, quantity: 10 })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    await waitUntil(async () => (await get(id)).state === 'redriven', { message: 'it is redriven' });
    expect(await received()).toBe(before + 10);
    expect((await get(id)).audit).toEqual([
      expect.objectContaining({ action: 'redrive edited', was: expect.objectContaining({ quantity: 'ten' }) }),
    ]);
  });

  it('discarded are gone for good: nothing happened, and no redrive brings them back', async () => {
    const before = await received();
    const { id } = await letterOf(await sent(bad));
    expect((await platform.call('POST', `/api/dead-letters/${id}/discard`, { reason: 'a typo' })).status).toBe(
      200,
    );
    expect((await get(id)).audit).toEqual([expect.objectContaining({ action: 'discard', note: 'a typo' })]);
    const { status, body } = await redrive(id, { productId: LAPTOP, quantity: 10 });
    expect([status, body.code]).toEqual([409, 'DEAD_LETTER_SETTLED']);
    expect(await received()).toBe(before);
  });

  it('hold back what comes later to their actor, until they are discarded', async () => {
    const { body: placed } = await platform.call<OrderAnswer>(
      'POST',
      '/api/orders',
      orderBody({ paymentMethod: 'pm_slow' }),
    );
    const messageId = await sent({
      to: `order/${placed.orderId}`,
      type: 'PaymentDeclined',
      payload: { orderId: placed.orderId, reason: 'bored' },
    });
    const { id } = await letterOf(messageId, ({ parked }) => parked === 1);
    const { body: other } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), {
      prefer: 'wait=10',
    });
    expect(other.status).toBe('confirmed');
    expect((await platform.call<OrderAnswer>('GET', `/api/orders/${placed.orderId}`)).body.step).toBe(
      'chargingPayment',
    );
    const cancelled = await platform.call('POST', `/api/orders/${placed.orderId}/cancel`);
    expect([cancelled.status, cancelled.body.code]).toEqual([409, 'ACTOR_PARKED']);

    await platform.call('POST', `/api/dead-letters/${id}/discard`, { reason: 'no such reason' });
    const order = await waitUntil(
      async () => {
        const { body } = await platform.call<OrderAnswer>('GET', `/api/orders/${placed.orderId}`);
        return body.status !== 'pending' && body;
      },
      { message: 'the order goes on' },
    );
    expect(order && timelineOf(order)).toBe(
      'OrderPlaced StockReserved PaymentCharged ShipmentPrepared OrderConfirmed',
    );
  });

  it('of one cause are redriven together once it is gone', async () => {
    const { databaseUrl } = platform;
    await ask(
      databaseUrl,
      `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the shelf fell over'; END $$;
       CREATE TRIGGER broken BEFORE INSERT ON shipments FOR EACH ROW EXECUTE FUNCTION broken()`,
    );
    const placed = await Promise.all(
      [1, 2, 3].map(() => platform.call<OrderAnswer>('POST', '/api/orders', orderBody())),
    );
    const open = async () =>
      (await platform.call<{ items: Letter[] }>('GET', '/api/dead-letters?state=open&actorType=shipping')).body
        .items;
    await waitUntil(async () => (await open()).length === 3, {
      message: 'all three are dead letters',
    });
    const [letter] = await open();
    expect(letter).toMatchObject({
      attempts: 4,
      error: { message: expect.stringContaining('the shelf fell over') },
    });
    await ask(databaseUrl, 'DROP TRIGGER broken ON shipments');

    const { status, body } = await platform.call('POST', '/api/dead-letters/redrive', { actorType: 'shipping' });
    expect([status, body.redriven]).toEqual([202, 3]);
    for (const { body: order } of placed) {
      const isConfirmed = async () =>
        (await platform.call<OrderAnswer>('GET', `/api/orders/${order.orderId}`)).body.status === 'confirmed';
      await waitUntil(isConfirmed, { message: 'the order is confirmed' });
    }
    expect(await open()).toEqual([]);
  });

  it('are told apart from those that never were: 404', async () => {
    for (const id of ['999999', 'nonsense']) expect((await redrive(id)).status).toBe(404);
  });

  it('leave everything as it must be', async () => {
    expect(await platform.verdict()).toEqual([]);
  });
});
