import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { createInspectorServer } from '@statelyai/inspect/server';
import { WebSocket as Client } from 'ws';
import { createProgram } from '../../cli/program.ts';
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

  const socketOf = (path: string) => `${platform.system.url?.replace('http', 'ws')}/inspect/${path}`;

  it("comes over a WebSocket too, as the package's own receiver reads it, and goes on live", async () => {
    const { body } = await platform.call<OrderAnswer>(
      'POST',
      '/api/orders',
      orderBody({ paymentMethod: 'pm_slow' }),
    );
    const seen: { type: string; snapshot?: { value?: unknown } }[] = [];
    const receiver = createWebSocketReceiver({ server: socketOf(`order/${body.orderId}`) });
    receiver.subscribe((event) => void seen.push(event as (typeof seen)[number]));
    await waitUntil(() => seen.some(({ snapshot }) => snapshot?.value === 'chargingPayment'));
    expect(seen.findIndex(({ snapshot }) => snapshot?.value === 'chargingPayment')).toBe(4);
    expect(seen[0]).toMatchObject({ type: '@xstate.actor', sessionId: `order/${body.orderId}` });
    await waitUntil(() => seen.length === WHOLE_LIFE);
    expect(seen.at(-1)?.snapshot?.value).toBe('confirmed');
  });

  /** What a socket says until `count` messages came or it ended, and how its opening was refused. */
  async function converse(path: string, count: number, headers: Record<string, string> = {}) {
    const socket = new Client(socketOf(path), { headers });
    const said: { type: string; event?: { type: string } }[] = [];
    let refused: unknown;
    socket.on('message', (data) => void said.push(JSON.parse(String(data))));
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_, response) => {
      refused = response.statusCode;
    });
    await waitUntil(() => refused !== undefined || said.length >= count);
    socket.terminate();
    return { said, refused };
  }

  it('goes on over a WebSocket after the turn that a reader has seen', async () => {
    const { said } = await converse(`${address}?after=3`, 3);
    expect(said[1]).toMatchObject({ type: '@xstate.event', event: { type: 'ShipmentPrepared' } });
  });

  it('is refused to sockets for an actor that does not exist, and to pages of others', async () => {
    for (const path of ['order/none', 'inventory/none', 'nobody/1', 'order/%zz'])
      expect(await converse(path, 1)).toEqual({ said: [], refused: 404 });
    expect(await converse(address, 1, { origin: 'https://elsewhere.example' })).toEqual({
      said: [],
      refused: 403,
    });
    expect((await converse(address, 1, { origin: 'http://localhost:3000' })).refused).toBeUndefined();
  });

  it('does not keep other upgrades from being answered as plain requests', async () => {
    const { hostname, port } = new URL(platform.system.url ?? '');
    const upgrade = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAoAAA',
    };
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path: '/health/live', headers: upgrade }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  describe("is handed on to an inspector of one's own", () => {
    let port: number;
    let server: ReturnType<typeof createInspectorServer>;
    let viewer: WebSocket;
    const seen: { type: string }[] = [];
    beforeAll(async () => {
      port = await findFreePort();
      server = createInspectorServer({ port, autoOpen: false });
      viewer = new WebSocket(`ws://127.0.0.1:${port}`);
      viewer.addEventListener('message', ({ data }) => void seen.push(JSON.parse(String(data))));
      await waitUntil(() => viewer.readyState === 1);
    });
    afterAll(() => {
      viewer.close();
      server.stop();
    });

    it('by the command line, until that is ended', async () => {
      const notes: string[] = [];
      const terminal = {
        out: () => undefined,
        note: (line: string) => void notes.push(line),
        redraw: () => undefined,
      };
      const program = createProgram({ ...terminal, isLive: false });
      const args = [
        '--url',
        platform.system.url ?? '',
        'actors',
        'inspect',
        address,
        '--to',
        `ws://127.0.0.1:${port}`,
      ];
      const running = program.parseAsync(args, { from: 'user' });
      await waitUntil(() => seen.length === WHOLE_LIFE);
      expect(seen.at(-1)).toMatchObject({ snapshot: { value: 'confirmed', status: 'done' } });
      process.emit('SIGINT');
      await running;
      expect(notes).toEqual([]);
    });

    it.each([
      ['nowhere', 'enter a ws:// or wss:// address'],
      ['ws://127.0.0.1:1', 'No inspector answers'],
    ])('unless there is none at %s', async (to, why) => {
      const program = createProgram({
        out: () => undefined,
        note: () => undefined,
        redraw: () => undefined,
        isLive: false,
      });
      const args = ['--url', platform.system.url ?? '', 'actors', 'inspect', address, '--to', to];
      await expect(program.parseAsync(args, { from: 'user' })).rejects.toThrow(why);
    });
  });

  it('ends with the server, which does not wait for its readers', async () => {
    const other = await startWholeSystem();
    const { body } = await other.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=10' });
    const socket = new Client(`${other.system.url?.replace('http', 'ws')}/inspect/order/${body.orderId}`);
    let code: number | undefined;
    socket.on('close', (told) => {
      code = told;
    });
    await once(socket, 'message');
    // The reader never goes by itself: a server that waited for it would not end.
    await other.close();
    expect(code).toBe(1001);
  });
});
