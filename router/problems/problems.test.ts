import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  ActorParked,
  AskTimeout,
  DatabaseUnavailable,
  InvalidMessage,
  OrderlyError,
  TurnFailed,
} from '../../runtime/index.ts';
import { BODY, type OpenServer, openServer } from '../testing/open-server.ts';
import { PROBLEMS } from './catalog.ts';
import { problemFrom } from './from-error.ts';

describe('problems', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });

  const post = (payload: string, contentType?: string, { app } = server) =>
    app.inject({
      method: 'POST',
      url: '/api/orders',
      payload,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    });

  it.each([
    ['broken JSON', '{"a":', 'application/json', 400, 'MALFORMED_REQUEST'],
    ['an empty JSON body', '', 'application/json', 400, 'MALFORMED_REQUEST'],
    ['a body that reaches for prototypes', '{"__proto__":{}}', 'application/json', 400, 'MALFORMED_REQUEST'],
    ['text', 'hello', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', 'a=1', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a body of no type', '{}', undefined, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['more than 1 MiB', JSON.stringify('x'.repeat(1_048_576)), 'application/json', 413, 'BODY_TOO_LARGE'],
  ])('answer %s', async (_, payload, contentType, status, code) => {
    const response = await post(payload, contentType);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const { type, title, detail, correlationId, ...rest } = response.json();
    expect(rest).toEqual({ status, code });
    expect([type, title, detail, correlationId]).toEqual(Array(4).fill(expect.any(String)));
  });

  it('answer more than the limit that is set', async () => {
    const narrow = await openServer({ bodyLimitBytes: 2_048 });
    const response = await post(JSON.stringify('x'.repeat(3_000)), 'application/json', narrow);
    expect([response.statusCode, response.json().code]).toEqual([413, 'BODY_TOO_LARGE']);
    await narrow.app.close();
  });

  it('answer an unknown address with 404', async () => {
    const { status, body } = await server.call('GET', '/api/nothing?secret=1');
    expect([status, body.code, body.detail]).toEqual([404, 'NOT_FOUND', 'There is nothing at /api/nothing']);
  });

  it('answer a method that the address does not take with 405 and Allow', async () => {
    const { status, headers, body } = await server.call('DELETE', '/api/orders');
    expect([status, headers.allow, body.code]).toEqual([405, 'POST, GET, HEAD', 'METHOD_NOT_ALLOWED']);
  });

  it('answer 503 with Retry-After when the database is out', async () => {
    server.runtime.failure = new DatabaseUnavailable(new Error('connect ECONNREFUSED 10.0.0.7'));
    const { status, headers, body } = await server.call('POST', '/api/orders', BODY);
    expect([status, headers['retry-after'], body.code]).toEqual([503, '1', 'DATABASE_UNAVAILABLE']);
    expect(JSON.stringify(body)).not.toContain('10.0.0.7');
  });

  it('know a lost connection that a query did not translate', async () => {
    const lost = new Error('query failed', { cause: Object.assign(new Error('down'), { code: '57P01' }) });
    server.runtime.failure = lost;
    expect((await server.call('POST', '/api/orders', BODY)).status).toBe(503);
  });

  it('never show what a fault of ours says', async () => {
    for (const failure of [
      new Error('relation "orders" at /srv'),
      new TurnFailed('order/1', 'X', new Error('/srv')),
    ]) {
      server.runtime.failure = failure;
      const { status, body } = await server.call('POST', '/api/orders', BODY);
      expect(status).toBe(500);
      expect(JSON.stringify(body)).not.toMatch(/srv|stack/);
    }
  });

  it('are told under their correlation id', async () => {
    const { headers, body } = await server.call('GET', '/api/orders/nobody', undefined, {
      'x-correlation-id': 'mine',
    });
    expect([headers['x-correlation-id'], body.correlationId]).toEqual(['mine', 'mine']);
  });

  it('are described at the address of their type', async () => {
    for (const [code, { status }] of Object.entries(PROBLEMS)) {
      const address = `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
      expect((await server.call('GET', address)).body).toMatchObject({ code, status });
    }
  });

  it.each([
    [new ActorParked('order/1'), 409, 'ACTOR_PARKED'],
    [new AskTimeout('order/1', 'X', 5), 504, 'ASK_TIMEOUT'],
    [new OrderlyError('OF_TOMORROW', 'secret', 'never'), 500, 'INTERNAL'],
    ['a string', 500, 'INTERNAL'],
  ])('give %s its status', (error, status, code) => {
    expect(problemFrom(error)).toMatchObject({ status, code });
  });

  it('name the fields of a message that breaks its schema', () => {
    const issues = [{ path: 'a.b', message: 'is no number' }];
    expect(problemFrom(new InvalidMessage('X', 'a/1', issues))).toMatchObject({ status: 422, errors: issues });
  });

  it('reach tRPC callers with the same status and code, and without a stack', async () => {
    const query = (path: string, input: unknown) =>
      server.call('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`);
    const missing = await query('orders.get', { orderId: 'nobody' });
    expect([missing.status, missing.body.error.data.problem.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    const invalid = await query('orders.list', { limit: 0 });
    expect([invalid.status, invalid.body.error.data.problem.errors[0].path]).toEqual([422, 'limit']);
    server.runtime.failure = new Error('at /srv');
    const failed = await query('orders.events', { orderId: 'x' });
    expect([failed.status, failed.body.error.data.problem.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify([missing, invalid, failed])).not.toMatch(/"stack"|srv/);
  });
});
