import { createTransport } from 'nodemailer';

export interface Mail {
  /** The same however often the mail is sent. */
  messageId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** Sends mail. Resolves once the server has taken it; rejects with `MailRejected` where it never will. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The server refuses this mail for good (status 5xx about its addresses or content). */
export class MailRejected extends Error {
  readonly code = 'MAIL_REJECTED';
}

const CONNECTIONS = 8;
const PATIENCE_MS = 10_000;

/** @param url `smtp://user:password@host:port`, or `smtps://` for TLS from the start. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({ ...mail, from });
      } catch (error) {
        throw isForGood(error) ? new MailRejected((error as Error).message, { cause: error }) : error;
      }
    },
    close: () => transport.close(),
  };
}

/** A refused login or greeting is 5xx too, and says nothing about the mail. */
function isForGood(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
}
