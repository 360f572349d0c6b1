import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Address } from '../../runtime/index.ts';
import { BODY, type OpenServer, openServer } from '../testing/open-server.ts';

describe('watching an order', () => {
  let server: OpenServer;
  let orderId: string;
  let order: Address;
  beforeEach(async () => {
    server = await openServer({});
    orderId = (await server.call('POST', '/api/orders', BODY)).body.orderId;
    order = `order/${orderId}`;
    await server.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.app.close());

  async function watch(headers: Record<string, string> = {}, id = orderId) {
    const input = encodeURIComponent(JSON.stringify({ orderId: id }));
    const url = `${server.app.listeningOrigin}/trpc/orders.watch?input=${input}`;
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      status: response.status,
      async until(wanted: string): Promise<string> {
        while (!text.includes(wanted)) {
          const { done, value } = await reader.read();
          if (done) throw new Error(`ended before ${wanted}: ${text}`);
          text += value;
        }
        return text;
      },
      async end(): Promise<void> {
        while (!(await reader.read()).done);
      },
    };
  }

  it('tells what happened, then what happens, with the order as it is', async () => {
    server.runtime.emit(order, 'OrderPlaced');
    const stream = await watch();
    const text = await stream.until('id: 1');
    expect(text).toMatch(/"type":"OrderPlaced".*"order":\{"orderId"/);
    server.runtime.emit(order, 'StockReserved');
    expect(await stream.until('id: 2')).toContain('"type":"StockReserved"');
  });

  it('resumes after the last event that was seen', async () => {
    for (const type of ['OrderPlaced', 'StockReserved']) server.runtime.emit(order, type);
    const text = await (await watch({ 'last-event-id': '1' })).until('id: 2');
    expect(text).not.toContain('id: 1\n');
  });

  it('fails for an order that does not exist', async () => {
    expect(await (await watch({}, 'nobody')).until('ORDER_NOT_FOUND')).not.toContain('stack');
  });

  it('ends when the server closes', async () => {
    server.runtime.emit(order, 'OrderPlaced');
    const stream = await watch();
    await stream.until('id: 1');
    await Promise.all([server.app.close(), stream.end()]);
    expect(server.runtime.listeners).toBe(0);
  });

  it('leaves nothing behind when the reader goes', async () => {
    server.runtime.emit(order, 'OrderPlaced');
    const input = encodeURIComponent(JSON.stringify({ orderId }));
    const gone = new AbortController();
    const response = await fetch(`${server.app.listeningOrigin}/trpc/orders.watch?input=${input}`, {
      signal: gone.signal,
    });
    await response.body!.getReader().read();
    const readers = async () =>
      (await server.call('GET', '/metrics')).body.match(/orderly_live_readers (\d+)/)?.[1];
    gone.abort();
    while ((await readers()) !== '0') await new Promise(setImmediate);
  });
});
