import { beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';

const HOOK = {
  webhookId: 'w1',
  url: 'https://example.com/hook',
  createdAt: '2026-11-21T10:00:00.000Z',
  secret: 'whsec_x',
};

describe('webhooks', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer({
      webhooks: { get: async (webhookId) => ({ ...HOOK, webhookId }), list: async () => [HOOK] },
    });
  });

  const register = (body: unknown, headers?: Record<string, string>) =>
    server.call('POST', '/api/webhooks', body, headers);

  it('are registered with 201 and their secret', async () => {
    const { status, body, headers } = await register({ url: HOOK.url, events: ['order.cancelled'] });
    expect([status, body.secret]).toEqual([201, 'whsec_x']);
    expect(headers.location).toBe(`/api/webhooks/${body.webhookId}`);
    expect(server.runtime.turns[0]).toMatchObject({
      type: 'RegisterWebhook',
      payload: { events: ['order.cancelled'] },
    });
  });

  it('keep the secret out of the command, which stays in the journal', async () => {
    await register({ url: HOOK.url });
    expect(JSON.stringify(server.runtime.turns)).not.toContain('whsec_');
  });

  it('are registered once under one Idempotency-Key, and told the secret again', async () => {
    const key = { 'idempotency-key': 'hook-1' };
    const first = await register({ url: HOOK.url }, key);
    expect((await register({ url: HOOK.url }, key)).body).toEqual(first.body);
    expect((await register({ url: 'https://example.org' }, key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(server.runtime.turns).toHaveLength(1);
  });

  it.each([
    ['no address', {}, 'url'],
    ['a path', { url: '/hook' }, 'url'],
    ['another scheme', { url: 'ftp://example.com' }, 'url'],
    ['a script', { url: 'javascript:alert(1)' }, 'url'],
    ['a password', { url: 'https://me:secret@example.com' }, 'url'],
    ['a fragment', { url: 'https://example.com/#part' }, 'url'],
    ['no host', { url: 'https://' }, 'url'],
    ['an endless address', { url: `https://example.com/${'x'.repeat(2_000)}` }, 'url'],
    ['an unknown event', { url: HOOK.url, events: ['order.eaten'] }, 'events.0'],
    ['an empty list of events', { url: HOOK.url, events: [] }, 'events'],
  ])('with %s are refused with 422', async (_, body, path) => {
    const answer = await register(body);
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, path]);
    expect(server.runtime.turns).toEqual([]);
  });

  it('are listed without their secrets', async () => {
    const { body } = await server.call('GET', '/api/webhooks');
    expect(body.items).toEqual([{ webhookId: 'w1', url: HOOK.url, createdAt: HOOK.createdAt }]);
  });

  it('are deleted', async () => {
    const { status, body } = await server.call('DELETE', '/api/webhooks/w1');
    expect([status, body.webhookId, body.secret]).toEqual([200, 'w1', undefined]);
    expect(server.runtime.turns).toEqual([expect.objectContaining({ to: 'webhook/w1', type: 'DeleteWebhook' })]);
  });

  it('that do not exist cannot be deleted', async () => {
    const other = await openServer();
    expect(await other.call('DELETE', '/api/webhooks/w1')).toMatchObject({
      status: 404,
      body: { code: 'WEBHOOK_NOT_FOUND' },
    });
  });
});
