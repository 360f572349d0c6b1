import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { inferRouterOutputs } from '@trpc/server';
import type { ActorUpdate } from '../../router/actors/replay-schemas.ts';
import type { AppRouter } from '../../router/index.ts';
import type { RowsUpdate } from '../../router/orders/console-schemas.ts';
import { CUSTOMER, type OrderAnswer, orderBody } from '../setup/door.ts';
import { ask as query } from '../setup/sound.ts';
import { ask, follow, tell } from '../setup/trpc.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

type Output = inferRouterOutputs<AppRouter>;

/** An exported test, run at once: its imports led to where they lead from beside the machine. */
async function run(source: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'orderly-export-'));
  const file = join(dir, `exported-${randomUUID()}.ts`);
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const text = source
    .replace(
      "import { expect, test } from '@jest/globals';",
      'const test = (_: string, run: () => void) => run();',
    )
    .replace("'xstate'", `'${here('../../node_modules/xstate/dist/xstate.esm.js')}'`)
    .replace(/'\.\/(\w+)\.machine\.ts'/, (_, name) => `'${here(`../../machines/${name}/${name}.machine.ts`)}'`);
  await writeFile(file, text);
  try {
    await import(file);
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe.each(['queue', 'local'])('what the console reads of a started system (%s delivery)', (DELIVERY) => {
  let platform: WholeSystem;
  let url: string;
  let confirmed: OrderAnswer;
  let declined: OrderAnswer;
  const place = async (changes: Parameters<typeof orderBody>[0] = {}) => {
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(changes), {
      prefer: 'wait=10',
    });
    return body;
  };

  beforeAll(async () => {
    platform = await startWholeSystem({ DELIVERY, PAYMENT_SLOW_MS: '7000' });
    url = platform.system.url ?? '';
    confirmed = await place();
    declined = await place({ paymentMethod: 'pm_declined' });
  });
  afterAll(() => platform.close());

  it('lists the machines, and every state that an order went through is on the chart', async () => {
    const { items } = await ask<Output['machines']['list']>(url, 'machines.list');
    expect(items.find(({ type }) => type === 'inventory')).toMatchObject({ kind: 'handler', machineId: null });
    const chart = await ask<Output['machines']['chart']>(url, 'machines.chart', { type: 'order' });
    const turns = await ask<Output['actors']['turns']>(url, 'actors.turns', {
      type: 'order',
      id: declined.orderId,
    });
    const [nodes, transitions] = [chart.nodes.map(({ id }) => id), chart.transitions.map(({ id }) => id)];
    for (const { states } of turns.items) {
      expect(nodes).toEqual(expect.arrayContaining(states?.after ?? ['?']));
      expect(['start', ...transitions]).toEqual(expect.arrayContaining(states?.fired ?? ['?']));
    }
    expect(turns.items.map(({ states }) => states?.fired.at(-1))).toEqual([
      'starting/always/1',
      'reservingStock/StockReserved/0',
      'chargingPayment/PaymentDeclined/0',
      'releasingStock/StockReleased/0',
    ]);
    const services = await platform.call<{ items: { type: string }[] }>('GET', '/api/machines');
    expect(services.body.items).toHaveLength(items.length);
  });

  it('says how an actor stands, choreographed ones too', async () => {
    const choreographed = await place({ fulfilment: 'choreography' });
    const now = (type: string, id: string) => ask<Output['actors']['now']>(url, 'actors.now', { type, id });
    expect(await now('order', choreographed.orderId)).toMatchObject({
      standing: 'confirmed',
      states: ['confirmed'],
    });
    expect(await now('order', declined.orderId)).toMatchObject({ standing: 'cancelled', stuck: null });
    expect(await now('payment', confirmed.orderId)).toMatchObject({ standing: 'confirmed', states: ['charged'] });
    await expect(now('order', 'none')).rejects.toThrow('ACTOR_NOT_FOUND');
    await expect(now('inventory', confirmed.orderId)).rejects.toThrow('NOT_A_MACHINE');
  });

  it('tells the conversation of an order across the services', async () => {
    const { messages, participants, correlationId } = await ask<Output['actors']['conversation']>(
      url,
      'actors.conversation',
      {
        orderId: confirmed.orderId,
      },
    );
    const id = confirmed.orderId;
    expect(participants).toEqual(
      expect.arrayContaining([`order/${id}`, `inventory/${id}`, `payment/${id}`, `shipping/${id}`]),
    );
    expect(messages.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'PlaceOrder',
        'ReserveStock',
        'StockReserved',
        'ChargePayment',
        'PaymentCharged',
        'PrepareShipment',
        'ShipmentPrepared',
        'CommitStock',
      ]),
    );
    const byCorrelation = await ask<Output['actors']['conversation']>(url, 'actors.conversation', {
      correlationId,
    });
    expect(byCorrelation.messages.length).toBe(messages.length);
  });

  it('lists orders with their path, and counts each once', async () => {
    await waitUntil(async () => {
      const counts = await ask<Output['orders']['counts']>(url, 'orders.counts');
      return counts.confirmed >= 2 && counts.cancelled >= 1 && counts;
    });
    const rows = async (input: object) => (await ask<Output['orders']['rows']>(url, 'orders.rows', input)).items;
    const [found] = await rows({ text: declined.orderId.slice(0, 13) });
    expect(found).toMatchObject({
      orderId: declined.orderId,
      standing: 'cancelled',
      reason: 'payment_declined',
      path: { reserve: 'undone', charge: 'notReached', ship: 'notReached', confirm: 'notReached' },
      tookMs: expect.any(Number),
    });
    expect((await rows({ standing: 'confirmed' })).map(({ path }) => Object.values(path))).toContainEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
    expect((await rows({ customerId: CUSTOMER })).length).toBe(3);
    expect((await rows({ text: CUSTOMER.slice(0, 8) })).length).toBe(3);
    expect((await rows({ fulfilment: 'choreography' })).length).toBe(1);
    expect(await rows({ standing: 'stuck' })).toEqual([]);
    expect(await rows({ placedFrom: '2100-01-01T00:00:00Z' })).toEqual([]);
    const page = await ask<Output['orders']['rows']>(url, 'orders.rows', { limit: 2 });
    const rest = await ask<Output['orders']['rows']>(url, 'orders.rows', { limit: 2, cursor: page.nextCursor });
    expect([page.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, undefined]);
  });

  it('follows one actor turn by turn, and resumes without missing one', async () => {
    const { orderId: id } = confirmed;
    const first = await follow<ActorUpdate>(url, 'actors.follow', { type: 'order', id });
    const all = await first.next();
    first.close();
    expect(all.data.turns.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    const again = await follow<ActorUpdate>(url, 'actors.follow', { type: 'order', id }, '2');
    const later = await again.next();
    again.close();
    expect([later.id, later.data.turns.map(({ version }) => version)]).toEqual(['4', [3, 4]]);
    expect(later.data.now).toMatchObject({ standing: 'confirmed', version: 4 });
    const slow = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody({ paymentMethod: 'pm_flaky' }));
    const live = await follow<ActorUpdate>(url, 'actors.follow', { type: 'order', id: slow.body.orderId });
    const seen: number[] = [];
    while (seen.at(-1) !== 4) seen.push(...(await live.next()).data.turns.map(({ version }) => version));
    live.close();
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('follows the list, merged, and a reader that comes back gets what it missed', async () => {
    const stream = await follow<RowsUpdate>(url, 'orders.watchRows', {});
    const { orderId } = await place();
    let last = await stream.next();
    while (last.data.rows.find((row) => row.orderId === orderId)?.standing !== 'confirmed')
      last = await stream.next();
    stream.close();
    const missed = [await place(), await place({ paymentMethod: 'pm_declined' })];
    await waitUntil(async () => {
      const resumed = await follow<RowsUpdate>(url, 'orders.watchRows', {}, last.id);
      const { data } = await resumed.next();
      resumed.close();
      const ends = missed.map((order) => data.rows.find((row) => row.orderId === order.orderId)?.standing);
      return data.placed === 2 && ends.join() === 'confirmed,cancelled';
    });
  });

  it('tells a reader who names orders first how those stand now, and then only of those', async () => {
    const named = await place();
    const stream = await follow<RowsUpdate>(url, 'orders.watchRows', { orderIds: [named.orderId] });
    const first = await stream.next();
    expect(first.data.rows.map(({ orderId, standing }) => [orderId, standing])).toEqual([
      [named.orderId, 'confirmed'],
    ]);
    await place();
    for (let placed = 0; placed === 0; ) {
      const { data } = await stream.next();
      expect([named.orderId]).toEqual(expect.arrayContaining(data.rows.map(({ orderId }) => orderId)));
      placed = data.placed;
    }
    stream.close();
  });

  it('shows a stuck order as stuck until its dead letter is settled', async () => {
    const { body } = await platform.call<OrderAnswer>(
      'POST',
      '/api/orders',
      orderBody({ paymentMethod: 'pm_slow' }),
    );
    const bad = {
      id: randomUUID(),
      to: `order/${body.orderId}`,
      type: 'PaymentRefunded',
      correlationId: 'c',
      sentAt: 0,
    };
    await query(
      platform.databaseUrl,
      `INSERT INTO outbox (id, queue, owner, epoch, messages) VALUES ($1, 'order', 'dead', 'gone', $2)`,
      [randomUUID(), JSON.stringify([{ ...bad, payload: { orderId: body.orderId, amountMinor: '999,99' } }])],
    );
    const rows = async () =>
      (await ask<Output['orders']['rows']>(url, 'orders.rows', { standing: 'stuck' })).items;
    const [stuck] = await waitUntil(
      async () => ((await rows()).length > 0 ? rows() : undefined) as ReturnType<typeof rows>,
    );
    expect(stuck).toMatchObject({
      orderId: body.orderId,
      standing: 'stuck',
      stuck: {
        rule: 'dead-letter',
        cause: expect.stringMatching(/^PaymentRefunded cannot be read: amountMinor /),
      },
    });
    const id = stuck?.stuck?.deadLetterId ?? '';
    const tried = await tell<Output['deadLetters']['dryRun']>(url, 'deadLetters.dryRun', {
      ids: [id],
      payload: { orderId: body.orderId, amountMinor: 99_999 },
    });
    expect(tried).toMatchObject({
      ignored: 1,
      items: [{ reason: 'chargingPayment has no transition for PaymentRefunded' }],
    });
    const { items: groups } = await ask<Output['deadLetters']['groups']>(url, 'deadLetters.groups');
    expect(groups).toMatchObject([{ actorType: 'order', code: 'INVALID_MESSAGE', count: 1 }]);
    await tell(url, 'deadLetters.discardEach', { ids: [id], reason: 'a test' });
    await waitUntil(async () => (await rows()).length === 0);
    await platform.call('POST', `/api/orders/${body.orderId}/cancel`);
  });

  it('supposes and exports', async () => {
    const supposed = await tell<Output['actors']['whatIf']>(url, 'actors.whatIf', {
      type: 'order',
      id: confirmed.orderId,
      turn: 2,
      messages: [
        {
          kind: 'message',
          type: 'PaymentDeclined',
          payload: { orderId: confirmed.orderId, reason: 'payment_declined' },
        },
      ],
    });
    expect(supposed.steps).toMatchObject([{ verdict: 'accepted', states: { after: ['releasingStock'] } }]);
    const { source, fileName } = await ask<Output['actors']['exportTest']>(url, 'actors.exportTest', {
      type: 'order',
      id: confirmed.orderId,
    });
    expect(fileName).toMatch(/^order-[0-9a-f-]+\.test\.ts$/);
    await run(source);
    const { source: ofPayment } = await ask<Output['actors']['exportTest']>(url, 'actors.exportTest', {
      type: 'payment',
      id: confirmed.orderId,
    });
    await run(ofPayment);
    await expect(run(source.replace('"confirmed"}', '"cancelled"}'))).rejects.toThrow();
  });

  it('counts the fleet, shows the queues, and finds by the beginning of an id', async () => {
    const { machines } = await ask<Output['fleet']['list']>(url, 'fleet.list');
    expect(machines.find(({ type }) => type === 'order')).toMatchObject({ version: 1, current: true, stuck: 0 });
    const fleet = await ask<Output['fleet']['of']>(url, 'fleet.of', { type: 'order' });
    expect(fleet.ends.map(({ state }) => state).sort()).toEqual(
      expect.arrayContaining(['cancelled', 'confirmed']),
    );
    const { queues, consumers, processes } = await ask<Output['queues']['overview']>(url, 'queues.overview');
    expect(queues.map(({ name }) => name)).toContain('payment.activities');
    expect(consumers.map(({ name }) => name)).toContain('order-views');
    expect(processes).toHaveLength(1);
    const found = await ask<Output['search']['find']>(url, 'search.find', { q: confirmed.orderId.slice(0, 18) });
    expect(found.actors.map(({ type }) => type)).toEqual(expect.arrayContaining(['order', 'payment']));
    const people = await ask<Output['search']['find']>(url, 'search.find', { q: CUSTOMER.slice(0, 6) });
    expect(people.customers).toMatchObject([{ customerId: CUSTOMER }]);
  });
});
