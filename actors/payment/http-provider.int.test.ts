import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpPaymentProvider } from './http-provider.ts';

const signal = new AbortController().signal;
const request = { reference: 'o-1', amountMinor: 1, currency: 'EUR', paymentMethod: 'pm_ok' };
const unavailable = { code: 'PROVIDER_UNAVAILABLE' };

describe('a provider behind a proxy', () => {
  let server: Server;
  let provider: HttpPaymentProvider;
  let answer: { status: number; text: string };
  const seen: { path?: string; key?: string; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += chunk;
      });
      incoming.on('end', () => {
        seen.push({ path: incoming.url, key: incoming.headers['idempotency-key'] as string, body });
        response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    provider = new HttpPaymentProvider(`http://127.0.0.1:${(server.address() as AddressInfo).port}/payments/`);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is asked below the path of its address, with the key', async () => {
    answer = { status: 201, text: '{"authorizationId":"auth_1"}' };
    expect(await provider.authorize('k-1', request, signal)).toEqual({
      outcome: 'done',
      value: { authorizationId: 'auth_1' },
    });
    expect(seen).toEqual([{ path: '/payments/v1/authorizations', key: 'k-1', body: JSON.stringify(request) }]);
  });

  it('leaves the effect open where a success cannot be read, and where the proxy answers for it', async () => {
    for (const text of ['<p>Welcome</p>', '']) {
      answer = { status: 200, text };
      await expect(provider.authorize('k-2', request, signal)).rejects.toMatchObject(unavailable);
    }
    for (const status of [408, 425, 429, 500, 502, 503]) {
      answer = { status, text: '<p>Bad gateway</p>' };
      await expect(provider.authorize('k-2', request, signal)).rejects.toMatchObject(unavailable);
    }
  });

  it('refuses for good with any other 4xx, by its status where it gives no code', async () => {
    answer = { status: 403, text: '<p>Forbidden</p>' };
    expect(await provider.authorize('k-3', request, signal)).toEqual({
      outcome: 'refused',
      code: 'status_403',
      reason: 'status 403',
    });
  });
});
