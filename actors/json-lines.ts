import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const newline = 10;

/** Every complete line of a file; none where there is no file. A torn last line, left by a crash, is passed over. */
export function readJsonLines<Entry>(file: string): Entry[] {
  return existsSync(file) ? parse<Entry>(readFileSync(file)).entries : [];
}

/**
 * The books of a sandbox on disk: JSON lines that are only ever added to, each written in full before its request is
 * answered, so that a killed process loses nothing that it said. (Written through to the kernel, not to the disk: a
 * power cut is not what a sandbox is for.)
 */
export class JsonLines<Entry> {
  readonly entries: readonly Entry[];
  private fd: number | undefined;

  /** Opens or creates the file and cuts off a torn last line. */
  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    const { entries, length } = existsSync(file)
      ? parse<Entry>(readFileSync(file))
      : { entries: [] as Entry[], length: 0 };
    this.entries = entries;
    this.fd = openSync(file, 'a');
    ftruncateSync(this.fd, length);
  }

  /** @throws once closed: the number of the descriptor may belong to another file, or to a connection, by then. */
  append(entry: Entry): void {
    if (this.fd === undefined) throw new Error('the books are closed');
    writeSync(this.fd, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }
}

function parse<Entry>(bytes: Buffer): { entries: Entry[]; length: number } {
  const entries: Entry[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    if (end > start) entries.push(JSON.parse(bytes.toString('utf8', start, end)) as Entry);
    start = end + 1;
  }
  return { entries, length: start };
}
