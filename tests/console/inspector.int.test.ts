import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createInspectorServer } from '@statelyai/inspect/server';
import { findFreePort } from '../../embedded/free-port.ts';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

/** An actor, then a message and a state for each of the four turns of an order that is confirmed. */
const WHOLE_LIFE = 9;

describe('the stream of an actor for an inspector', () => {
  let platform: WholeSystem;
  let address: string;
  beforeAll(async () => {
    platform = await startWholeSystem();
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=10' });
    address = `order/${body.orderId}`;
  });
  afterAll(() => platform.close());

  /** The first messages, as they were sent. */
  async function messages(count: number, headers: Record<string, string> = {}): Promise<string[]> {
    const { body } = await fetch(`${platform.system.url}/inspect/${address}`, { headers });
    const stream = Readable.fromWeb(body as never);
    const found: string[] = [];
    for await (const line of createInterface({ input: stream })) {
      if (line.startsWith('data: ')) found.push(line.slice('data: '.length));
      if (found.length === count) break;
    }
    stream.destroy();
    return found;
  }

  it('speaks the protocol: who it is, then each message and where it led', async () => {
    const [actor, ...turns] = (await messages(WHOLE_LIFE)).map((text) => JSON.parse(text));
    expect(actor).toMatchObject({ type: '@xstate.actor', sessionId: address, snapshot: { status: 'active' } });
    expect(JSON.parse(actor.definition)).toMatchObject({ id: 'order', initial: 'starting' });
    expect(turns.map(({ type, event, snapshot }) => [type, event.type, snapshot?.value])).toEqual([
      ['@xstate.event', 'PlaceOrder', undefined],
      ['@xstate.snapshot', 'PlaceOrder', 'reservingStock'],
      ['@xstate.event', 'StockReserved', undefined],
      ['@xstate.snapshot', 'StockReserved', 'chargingPayment'],
      ['@xstate.event', 'PaymentCharged', undefined],
      ['@xstate.snapshot', 'PaymentCharged', 'preparingShipment'],
      ['@xstate.event', 'ShipmentPrepared', undefined],
      ['@xstate.snapshot', 'ShipmentPrepared', 'confirmed'],
    ]);
  });

  it('goes on after the turn that a reader has seen', async () => {
    const [, event] = (await messages(3, { 'last-event-id': '3' })).map((text) => JSON.parse(text));
    expect(event).toMatchObject({ type: '@xstate.event', event: { type: 'ShipmentPrepared' } });
  });

  it('is refused for an actor that does not exist, and for a handler', async () => {
    for (const path of ['order/none', 'inventory/none', 'nobody/1'])
      expect((await fetch(`${platform.system.url}/inspect/${path}`)).status).toBe(404);
  });

  it("is understood by an inspector of one's own", async () => {
    const port = await findFreePort();
    const server = createInspectorServer({ port, autoOpen: false });
    const [viewer, sender] = [new WebSocket(`ws://127.0.0.1:${port}`), new WebSocket(`ws://127.0.0.1:${port}`)];
    const seen: { type: string }[] = [];
    viewer.addEventListener('message', ({ data }) => void seen.push(JSON.parse(String(data))));
    await waitUntil(() => viewer.readyState === 1 && sender.readyState === 1);
    for (const message of await messages(WHOLE_LIFE)) sender.send(message);
    await waitUntil(() => seen.length === WHOLE_LIFE);
    expect(seen.at(-1)).toMatchObject({
      type: '@xstate.snapshot',
      snapshot: { value: 'confirmed', status: 'done' },
    });
    viewer.close();
    sender.close();
    server.stop();
  });
});
