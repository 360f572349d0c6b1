import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { smtpMailer } from '../channels/mailer.ts';
import { readInbox } from './mail-file.ts';
import { startMailbox } from './server.ts';

const directory = mkdtempSync(join(tmpdir(), 'mailbox-'));
const file = join(directory, 'deep', 'inbox.jsonl');
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
beforeAll(async () => {
  mailbox = await startMailbox({ host: '127.0.0.1', port: 0, file });
});
afterAll(async () => {
  await mailbox.close();
  rmSync(directory, { recursive: true });
});

async function send(messageId: string, changes: object = {}): Promise<void> {
  const mailer = smtpMailer(mailbox.url, 'Orderly <from@example.com>');
  const to = { name: 'Ada', address: 'ada@example.com' };
  await mailer.send({
    messageId,
    to,
    subject: 'Grüße',
    text: 'Hello\n.\nLine',
    html: '<p>Hello</p>',
    headers: {},
    ...changes,
  });
  mailer.close();
}

describe('the catch-all mail server', () => {
  it('keeps a mail as it was meant', async () => {
    await send('<1@test>', { headers: { 'X-Orderly-Notification': 'n1' } });
    expect(readInbox(file)).toEqual([
      {
        messageId: '<1@test>',
        notificationId: 'n1',
        from: 'from@example.com',
        to: ['ada@example.com'],
        subject: 'Grüße',
        text: 'Hello\n.\nLine\n',
        html: '<p>Hello</p>\n',
        receivedAt: expect.any(String),
      },
    ]);
  });

  it('takes a mail whose Message-ID it knows, and keeps the one that it has', async () => {
    await send('<2@test>');
    await Promise.all([send('<2@test>'), send('<2@test>')]);
    expect(readInbox(file).filter(({ messageId }) => messageId === '<2@test>')).toHaveLength(1);
  });

  it('remembers what it took after a restart, and passes over a line that a crash tore', async () => {
    await send('<3@test>');
    await mailbox.close();
    appendFileSync(file, '{"messageId":"<4@te');
    const before = readInbox(file).length;
    mailbox = await startMailbox({ host: '127.0.0.1', port: 0, file });
    await send('<3@test>');
    expect(readInbox(file)).toHaveLength(before);
    await send('<4@test>');
    expect(readInbox(file).at(-1)?.messageId).toBe('<4@test>');
  });

  it('lets no header in through a name or a subject', async () => {
    await send('<5@test>', {
      subject: 'a\r\nBcc: eve@example.com',
      to: { name: 'x\r\nBcc: eve@example.com', address: 'ada@example.com' },
    });
    expect(readInbox(file).at(-1)).toMatchObject({ to: ['ada@example.com'], messageId: '<5@test>' });
  });
});

it('a mail server that refuses a mail for good is told from one that is away', async () => {
  await expect(send('<6@test>', { text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toMatchObject({
    code: 'MAIL_REJECTED',
  });
  const nobody = smtpMailer('smtp://127.0.0.1:1', 'from@example.com');
  const mail = {
    messageId: '<7@test>',
    to: { name: '', address: 'ada@example.com' },
    subject: '',
    text: '',
    html: '',
    headers: {},
  };
  await expect(nobody.send(mail)).rejects.not.toMatchObject({ code: 'MAIL_REJECTED' });
  nobody.close();
});
