import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LedgerEntry } from './entry.ts';

const newline = 10;

/** Every complete line of a ledger file; none where there is no file. A torn last line, left by a crash, is passed over. */
export function readLedger(file: string): LedgerEntry[] {
  return existsSync(file) ? parse(readFileSync(file)).entries : [];
}

/**
 * The books on disk: JSON lines, each written in full before its request is answered, so that a killed process loses
 * nothing that it said. (Written through to the kernel, not to the disk: a power cut is not what a sandbox is for.)
 */
export class LedgerFile {
  readonly entries: readonly LedgerEntry[];
  private readonly fd: number;

  /** Opens or creates the file and cuts off a torn last line. */
  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    const { entries, length } = existsSync(file) ? parse(readFileSync(file)) : { entries: [], length: 0 };
    this.entries = entries;
    this.fd = openSync(file, 'a');
    ftruncateSync(this.fd, length);
  }

  append(entry: LedgerEntry): void {
    writeSync(this.fd, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.fd);
  }
}

function parse(bytes: Buffer): { entries: LedgerEntry[]; length: number } {
  const entries: LedgerEntry[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    if (end > start) entries.push(JSON.parse(bytes.toString('utf8', start, end)) as LedgerEntry);
    start = end + 1;
  }
  return { entries, length: start };
}
