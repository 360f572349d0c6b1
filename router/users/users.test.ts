import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';

const ADA = { email: 'ada@example.com', name: 'Ada Lovelace' };

describe('users', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });
  afterEach(() => server.app.close());

  const register = (body: unknown, headers?: Record<string, string>) =>
    server.call('POST', '/api/users', body, headers);

  it('are registered with 201, the id and its address', async () => {
    const { status, headers, body } = await register(ADA);
    expect([status, body]).toEqual([201, { userId: expect.any(String), ...ADA }]);
    expect(headers.location).toBe(`/api/users/${body.userId}`);
    expect(server.runtime.turns).toEqual([
      expect.objectContaining({ to: `user/${body.userId}`, type: 'RegisterUser', payload: ADA }),
    ]);
  });

  it('register under the id that their orders have', async () => {
    expect((await register({ ...ADA, userId: 'guest-7' })).body.userId).toBe('guest-7');
  });

  it('are registered once under one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'form-1' };
    const first = await register(ADA, key);
    server.known.users.push(first.body);
    expect(await register(ADA, key)).toMatchObject({ status: 201, body: first.body });
    expect(await register({ ...ADA, name: 'Eve' }, key)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(server.runtime.turns).toHaveLength(1);
  });

  it.each(['EMAIL_TAKEN', 'USER_EXISTS'])('are refused with 409 and %s', async (code) => {
    server.runtime.refuses = { code, message: 'somebody has it' };
    expect(await register(ADA)).toMatchObject({ status: 409, body: { code, detail: 'somebody has it' } });
  });

  it.each([
    ['no address', { name: 'Ada' }, 'email'],
    ['an address without a host', { ...ADA, email: 'ada' }, 'email'],
    ['two addresses', { ...ADA, email: 'a@example.com, b@example.com' }, 'email'],
    ['an address with a line break', { ...ADA, email: 'a@example.com\r\nBcc: b@example.com' }, 'email'],
    ['an empty name', { ...ADA, name: ' ' }, 'name'],
    ['a name with a line break', { ...ADA, name: 'Ada\nBcc' }, 'name'],
  ])('with %s are refused with 422', async (_, body, path) => {
    const answer = await register(body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
    expect(server.runtime.turns).toEqual([]);
  });

  it('are read, and 404 where there is none', async () => {
    server.known.users.push({ userId: 'u1', ...ADA });
    expect((await server.call('GET', '/api/users/u1')).body).toEqual({ userId: 'u1', ...ADA });
    expect(await server.call('GET', '/api/users/u2')).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
  });
});

describe('a customer', () => {
  it('is read from the view, and 404 where nobody knows them', async () => {
    const server = await openServer();
    const customer = { customerId: 'c1', registered: false, orders: 1, confirmed: 0, cancelled: 0, spent: [] };
    server.known.customers.push(customer);
    expect((await server.call('GET', '/api/customers/c1')).body).toEqual(customer);
    expect(await server.call('GET', '/api/customers/c2')).toMatchObject({
      status: 404,
      body: { code: 'CUSTOMER_NOT_FOUND' },
    });
    await server.app.close();
  });
});
