/** What a person sees of a tour or a drill: chapters, what happened, and whether it is what was promised. */
import { setTimeout as delay } from 'node:timers/promises';

/** Writes to the terminal and counts what did not hold. */
export class Teller {
  failures = 0;
  private chapters = 0;
  private readonly write: (line: string) => void;

  constructor(write: (line: string) => void = (line) => console.log(line)) {
    this.write = write;
  }

  chapter(title: string): void {
    this.chapters += 1;
    this.write(`\n${this.chapters}. ${title}`);
  }

  say(text: string): void {
    this.write(`   ${text}`);
  }

  /** A promise of the system: told with a tick where it holds, with a cross where it does not. */
  check(text: string, holds: boolean, found?: unknown): void {
    if (!holds) this.failures += 1;
    const what = holds || found === undefined ? '' : `  (found: ${JSON.stringify(found)})`;
    this.write(`   ${holds ? '✓' : '✗'} ${text}${what}`);
  }

  skip(text: string): void {
    this.write(`   – ${text}`);
  }
}

/** Looks every 100 ms until there is a value; undefined when there was none in time. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
  timeoutMs: number,
): Promise<T | undefined> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await look().catch(() => undefined);
    if (value) return value;
    if (Date.now() > end) return undefined;
    await delay(100);
  }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
