import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { appRouter } from './app-router.ts';
import { openApiDocument } from './openapi/document.ts';
import { BODY, type OpenServer, openServer } from './testing/open-server.ts';

describe('the server', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });

  it('is live from the beginning and ready when it has started', async () => {
    let started = false;
    const server = await openServer({ started: () => started });
    expect((await server.call('GET', '/health/live')).status).toBe(200);
    expect(await server.call('GET', '/health/ready')).toMatchObject({ status: 503, body: { status: 'starting' } });
    started = true;
    expect(await server.call('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    await server.app.close();
  });

  it.each(['database', 'redis'] as const)('is not ready without %s and says so', async (part) => {
    server.runtime.healthy[part] = { ok: false };
    const answer = await server.call('GET', '/health/ready');
    expect(answer).toMatchObject({
      status: 503,
      body: { status: 'unavailable', parts: { [part]: { ok: false } } },
    });
  });

  it('is not ready when the check fails', async () => {
    server.runtime.health = async () => {
      throw new Error('at /srv');
    };
    expect((await server.call('GET', '/health/ready')).status).toBe(503);
  });

  it('tells a person the details', async () => {
    const { body } = await server.call('GET', '/health');
    expect(body).toMatchObject({ status: 'ready', version: '0.1.0', parts: { workers: { ok: true } } });
  });

  it('counts requests by route, beside the metrics that it was given', async () => {
    const metrics = new Registry();
    new Counter({ name: 'orderly_turns_total', help: 'x', registers: [metrics] }).inc(7);
    const server = await openServer({ metrics });
    await server.call('GET', '/api/orders/nobody');
    const { body } = await server.call('GET', '/metrics');
    expect(body).toContain(
      'orderly_http_request_duration_seconds_count{method="GET",route="/api/orders/:orderId",status="404"} 1',
    );
    expect(body).toContain('orderly_turns_total 7');
    expect(body).toContain('process_cpu_seconds_total');
    await server.app.close();
  });

  it('gives every answer a correlation id, the own one where that is odd', async () => {
    expect(
      (await server.call('GET', '/health/live', undefined, { 'x-correlation-id': 'a-1' })).headers[
        'x-correlation-id'
      ],
    ).toBe('a-1');
    const odd = await server.call('GET', '/health/live', undefined, { 'x-correlation-id': 'a b' });
    expect(odd.headers['x-correlation-id']).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  it('places an order over tRPC with the key from its header', async () => {
    const key = { 'idempotency-key': 'k' };
    const first = await server.call('POST', '/trpc/orders.place', BODY, key);
    const second = await server.call('POST', '/trpc/orders.place', BODY, key);
    expect([first.status, second.body.result.data.orderId]).toEqual([200, first.body.result.data.orderId]);
  });
});

describe('its pages', () => {
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer({ openApi: openApiDocument(appRouter, '0.1.0') });
  });
  afterAll(() => server.app.close());

  it.each(['/', '/docs/', '/docs/static/swagger-ui-bundle.js', '/openapi.json', '/problems'])(
    'serves %s',
    async (url) => {
      const { status, headers } = await server.call('GET', url);
      expect([status, headers['x-content-type-options']]).toEqual([200, 'nosniff']);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
    },
  );

  it.each(['/', '/docs/'])('asks nothing from elsewhere on %s', async (url) => {
    const { body } = await server.call('GET', url);
    expect(body).not.toMatch(/(?:src|href)="https?:|@import|url\(https?:/);
  });

  it('takes the host for text on the page that shows it', async () => {
    const { body } = await server.call('GET', '/', undefined, { host: '"><script>alert(1)</script>' });
    expect(body).not.toContain('<script>');
  });

  it('leads from / to pages that exist', async () => {
    const { body } = await server.call('GET', '/');
    for (const [, href] of String(body).matchAll(/<a href="([^"]+)"/g))
      expect([href, (await server.call('GET', href!)).status]).toEqual([href, 200]);
  });
});
