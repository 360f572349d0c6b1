/** The mail side of one process: the catch-all server where it has that role, and what sends the notifications. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type NotificationSettings, smtpMailer, startMailbox } from './actors/notification/index.ts';
import type { Config } from './config.ts';

/** Where the catch-all server keeps what it took; the doors and the checker read it. */
export function inboxFile(dataDir: string): string {
  return join(dataDir, 'mailbox', 'inbox.jsonl');
}

/** Who hears of what concerns no customer, where the mail goes nowhere anyway. */
const NOBODY_IN_PARTICULAR = 'operations@orderly.invalid';

export interface Mail {
  settings: NotificationSettings;
  /** Last of all: deliveries under way may still need it. */
  close(): Promise<void>;
}

/** Without SMTP_URL and without the role `mailbox` in this process, e-mails are skipped, and each says so. */
export async function openMail(config: Config, log: Logger): Promise<Mail> {
  const { host, mailboxPort: port, dataDir } = config;
  const mailbox = config.roles.has('mailbox')
    ? await startMailbox({ host, port, file: inboxFile(dataDir) })
    : undefined;
  const url = config.smtpUrl ?? mailbox?.url;
  const mailer = url === undefined ? undefined : smtpMailer(url, config.mailFrom);
  const operationsEmail =
    config.operationsEmail ?? (config.smtpUrl === undefined ? NOBODY_IN_PARTICULAR : undefined);
  return {
    settings: {
      mailer,
      operationsEmail,
      retrying: { attempts: config.notificationAttempts, pauseMs: config.notificationPauseMs },
      announce: (notificationId, about) => log.info({ notificationId, ...about }, 'notification'),
    },
    async close() {
      mailer?.close();
      await mailbox?.close();
    },
  };
}
