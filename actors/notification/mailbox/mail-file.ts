import { JsonLines, readJsonLines } from '../../json-lines.ts';

/** One mail that arrived. */
export interface MailEntry {
  messageId: string;
  /** The notification that it carries, by its header; absent on other mail. */
  notificationId?: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** ISO 8601. */
  receivedAt: string;
}

/** A mailbox to which mail is only ever added, each Message-ID once. */
export interface Inbox {
  has(messageId: string): boolean;
  append(entry: MailEntry): void;
  close(): void;
}

/** Every mail in the file, oldest first; none where there is no file. */
export function readInbox(file: string): MailEntry[] {
  return readJsonLines<MailEntry>(file);
}

/** Opens or creates the file. A mail that a crash tore was never acknowledged, and comes again. */
export function openInbox(file: string): Inbox {
  const lines = new JsonLines<MailEntry>(file);
  const known = new Set(lines.entries.map(({ messageId }) => messageId));
  return {
    has: (messageId) => known.has(messageId),
    append(entry) {
      lines.append(entry);
      known.add(entry.messageId);
    },
    close: () => lines.close(),
  };
}
