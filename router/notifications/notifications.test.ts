import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NotificationView } from '../../actors/notification/index.ts';
import { type OpenServer, openServer } from '../testing/open-server.ts';

const SENT: NotificationView = {
  notificationId: 'order.o1.5',
  kind: 'order.confirmed',
  orderId: 'o1',
  status: 'sent',
  at: '2026-11-21T10:00:00.000Z',
  channels: [{ channel: 'log', status: 'sent', attempts: 1 }],
};

const mail = (n: number) => ({
  messageId: `<${n}>`,
  from: 'orders@orderly.invalid',
  to: [n % 2 ? 'odd@example.com' : 'even@example.com'],
  subject: `number ${n}`,
  text: 't',
  html: 'h',
  receivedAt: '2026-11-21T10:00:00.000Z',
});

describe('notifications', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });
  afterEach(() => server.app.close());

  it('are listed and read with their channels', async () => {
    server.known.notifications.push(SENT);
    expect((await server.call('GET', '/api/notifications?orderId=o1&status=sent')).body).toEqual({
      items: [SENT],
    });
    expect((await server.call('GET', '/api/notifications/order.o1.5')).body).toEqual(SENT);
  });

  it('answer 404 where there is none', async () => {
    expect(await server.call('GET', '/api/notifications/order.o1.6')).toMatchObject({
      status: 404,
      body: { code: 'NOTIFICATION_NOT_FOUND' },
    });
  });

  it.each(['status=lost', 'cursor=x', 'limit=0', 'orderId=a%20b'])('refuse %s with 422', async (query) => {
    expect(await server.call('GET', `/api/notifications?${query}`)).toMatchObject({ status: 422 });
  });

  it('show the inbox newest first, of everybody or of one', async () => {
    server.known.inbox.push(mail(1), mail(2), mail(3));
    const subjects = async (query: string) =>
      (await server.call('GET', `/api/notifications/inbox${query}`)).body.items.map(
        ({ subject }: { subject: string }) => subject,
      );
    expect(await subjects('')).toEqual(['number 3', 'number 2', 'number 1']);
    expect(await subjects('?limit=2&to=odd@example.com')).toEqual(['number 3', 'number 1']);
  });
});
