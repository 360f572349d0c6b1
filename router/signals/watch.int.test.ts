import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';

describe('watching a signal', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer({});
    await server.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.app.close());

  it('tells what happened, then what happens, with the signal as it is', async () => {
    const { signalId } = (await server.call('POST', '/api/signals', { value: 10 })).body;
    server.runtime.emit(`signal/${signalId}`, 'SignalReceived');
    const input = encodeURIComponent(JSON.stringify({ signalId }));
    const response = await fetch(`${server.app.listeningOrigin}/trpc/signals.watch?input=${input}`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`ended before ${wanted}: ${text}`);
        text += value;
      }
      return text;
    };
    expect(await until('id: 1')).toMatch(/"type":"SignalReceived".*"signal":\{"signalId"/);
    server.runtime.emit(`signal/${signalId}`, 'SignalResultReceived');
    expect(await until('id: 2')).toContain('SignalResultReceived');
    await reader.cancel();
  });
});
