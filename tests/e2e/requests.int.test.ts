import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { ask } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

describe('requests to a started system', () => {
  let platform: WholeSystem;

  beforeAll(async () => {
    platform = await startWholeSystem({ PAYMENT_SLOW_MS: '700' });
  });
  afterAll(() => platform.close());

  const place = (body: unknown, headers: Record<string, string> = {}) =>
    platform.call<OrderAnswer & { code: string }>('POST', '/api/orders', body, headers);

  describe('with an Idempotency-Key', () => {
    it('twenty at the same moment place one order', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => place(orderBody(), { 'idempotency-key': 'same-moment' })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
      expect(new Set(answers.map(({ body }) => body.orderId)).size).toBe(1);
      const turns = await ask(
        platform.databaseUrl,
        `SELECT FROM journal WHERE actor = $1 AND message ->> 'type' = 'PlaceOrder'`,
        [`order/${answers[0]?.body.orderId}`],
      );
      expect(turns).toHaveLength(1);
    });

    it('with two bodies at the same moment: one is accepted, the other one gets 409', async () => {
      const headers = { 'idempotency-key': 'two-bodies' };
      const answers = await Promise.all([1, 2].map((quantity) => place(orderBody({ quantity }), headers)));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it('with another body much later still get 409, as problem+json', async () => {
      const headers = { 'idempotency-key': 'later', prefer: 'wait=10' };
      expect((await place(orderBody(), headers)).status).toBe(201);
      const answer = await place(orderBody({ quantity: 2 }), headers);
      expect([answer.status, answer.headers.get('content-type'), answer.body.code]).toEqual([
        409,
        expect.stringContaining('application/problem+json'),
        'IDEMPOTENCY_KEY_REUSED',
      ]);
    });

    it('take stock in once', async () => {
      const headers = { 'idempotency-key': 'delivery-note-17' };
      const receive = () =>
        platform.call('POST', '/api/inventory/keyed/receive', { quantity: 5, productName: 'Pen' }, headers);
      const answers = await Promise.all([receive(), receive(), receive()]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect((await platform.call('GET', '/api/inventory/keyed')).body).toMatchObject({
        received: 5,
        available: 5,
      });
    });
  });

  describe('with Prefer: wait', () => {
    it('are answered 201 with the end of the order', async () => {
      const { status, headers, body } = await place(orderBody(), { prefer: 'wait=10' });
      expect([status, body.status, headers.get('preference-applied')]).toEqual([201, 'confirmed', 'wait=10']);
      expect(headers.get('location')).toBe(`/api/orders/${body.orderId}`);
    });

    it('are answered 202 when the order takes longer', async () => {
      const { status, body } = await place(orderBody({ paymentMethod: 'pm_slow' }), { prefer: 'wait=0' });
      expect([status, body.status]).toEqual([202, 'pending']);
    });
  });

  it('give the orders of a customer page by page: each once, newest first', async () => {
    const placed: string[] = [];
    for (let number = 0; number < 7; number += 1)
      placed.unshift((await place(orderBody({ customerId: 'pager' }))).body.orderId);
    const pages = async () => {
      const ids: string[][] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
        const { body } = await platform.call<{ items: OrderAnswer[]; nextCursor?: string }>(
          'GET',
          `/api/orders/customer/pager?limit=3${query}`,
        );
        ids.push(body.items.map(({ orderId }) => orderId));
        cursor = body.nextCursor;
      }
      return ids;
    };
    await waitUntil(async () => (await pages()).flat().length === 7, { message: 'the view shows all seven' });
    expect(await pages()).toEqual([placed.slice(0, 3), placed.slice(3, 6), placed.slice(6)]);
  });

  it('for an order that does not exist get 404', async () => {
    for (const [method, path] of [
      ['GET', '/api/orders/nobody'],
      ['GET', '/api/orders/nobody/events'],
      ['POST', '/api/orders/nobody/cancel'],
    ] as const) {
      const { status, body } = await platform.call(method, path);
      expect([path, status, body.code]).toEqual([path, 404, 'ORDER_NOT_FOUND']);
    }
  });

  it('that were being committed when the database went away are told so, and a repetition takes effect once', async () => {
    const { databaseUrl } = platform;
    await ask(
      databaseUrl,
      `CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN IF NEW.message -> 'payload' ->> 'customerId' = 'unlucky' THEN PERFORM pg_sleep(30); END IF; RETURN NULL; END $$;
       CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION linger()`,
    );
    const headers = { 'idempotency-key': 'unlucky', prefer: 'wait=10' };
    const answer = place(orderBody({ customerId: 'unlucky' }), headers);
    const atCommit = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;
    await waitUntil(async () => (await ask(databaseUrl, atCommit)).length === 1, {
      message: 'the commit lingers',
    });
    const { status, body } = await answer;
    expect([status, body.code]).toEqual([503, 'COMMIT_UNCERTAIN']);

    await ask(databaseUrl, 'DROP TRIGGER linger ON journal');
    const again = await place(orderBody({ customerId: 'unlucky' }), headers);
    expect([again.status, again.body.status]).toEqual([201, 'confirmed']);
  });

  it('leave everything as it must be', async () => {
    expect(await platform.verdict()).toEqual([]);
  });
});
