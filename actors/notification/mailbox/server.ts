import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { type Inbox, type MailEntry, openInbox } from './mail-file.ts';

export interface MailboxOptions {
  /** 0 picks a free one. */
  port: number;
  host: string;
  /** Where the mail is kept, as JSON lines. */
  file: string;
}

const LARGEST_MAIL = 10 * 1024 * 1024;
const GOODBYE_MS = 500;

/** Answered with SMTP's status of the same meaning. */
class MailTooLarge extends Error {
  readonly responseCode = 552;
  constructor(size: number) {
    super(`the mail has ${size} bytes; ${LARGEST_MAIL} are taken`);
  }
}

/**
 * A mail server that takes everything and sends nothing on. It acknowledges a mail once it is written, and takes one whose
 * Message-ID it knows for the one it has: whoever crashed before hearing the acknowledgement may safely send again.
 */
export async function startMailbox({
  port,
  host,
  file,
}: MailboxOptions): Promise<{ url: string; close(): Promise<void> }> {
  const inbox = openInbox(file);
  const server = new SMTPServer({
    banner: 'Orderly catch-all',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: GOODBYE_MS,
    onData(stream, { envelope }, answer) {
      const to = envelope.rcptTo.map(({ address }) => address);
      receive(inbox, stream, to).then(
        () => answer(null),
        (error: Error) => answer(error),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(port, host);
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host}:${address.port}`,
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      inbox.close();
    },
  };
}

async function receive(inbox: Inbox, stream: AsyncIterable<Buffer>, to: string[]): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= LARGEST_MAIL) chunks.push(chunk);
  }
  if (size > LARGEST_MAIL) throw new MailTooLarge(size);
  const entry = await read(Buffer.concat(chunks), to);
  if (!inbox.has(entry.messageId)) inbox.append(entry);
}

async function read(raw: Buffer, to: string[]): Promise<MailEntry> {
  const { messageId = '', from, subject = '', text = '', html = '', headers } = await PostalMime.parse(raw);
  const notificationId = headers.find(({ key }) => key === 'x-orderly-notification')?.value;
  return {
    messageId: messageId || `<${Date.now()}.${Math.random().toString(36).slice(2)}@no-message-id>`,
    ...(notificationId ? { notificationId } : {}),
    from: from?.address ?? '',
    to,
    subject,
    text,
    html,
    receivedAt: new Date().toISOString(),
  };
}
