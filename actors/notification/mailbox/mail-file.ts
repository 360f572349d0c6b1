import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

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

const newline = 10;

/** Every mail in the file, oldest first; none where there is no file. A torn last line, left by a crash, is passed over. */
export function readInbox(file: string): MailEntry[] {
  return existsSync(file) ? parse(readFileSync(file)).entries : [];
}

/** Opens or creates the file and cuts off a torn last line: its mail was never acknowledged, and comes again. */
export function openInbox(file: string): Inbox {
  mkdirSync(dirname(file), { recursive: true });
  const { entries, length } = existsSync(file) ? parse(readFileSync(file)) : { entries: [], length: 0 };
  const known = new Set(entries.map(({ messageId }) => messageId));
  const fd = openSync(file, 'a');
  ftruncateSync(fd, length);
  return {
    has: (messageId) => known.has(messageId),
    append(entry) {
      writeSync(fd, `${JSON.stringify(entry)}\n`);
      known.add(entry.messageId);
    },
    close: () => closeSync(fd),
  };
}

function parse(bytes: Buffer): { entries: MailEntry[]; length: number } {
  const entries: MailEntry[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    if (end > start) entries.push(JSON.parse(bytes.toString('utf8', start, end)) as MailEntry);
    start = end + 1;
  }
  return { entries, length: start };
}
