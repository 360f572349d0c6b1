/** Where a command writes: results to `out`, everything about them to `note`. */
export interface Terminal {
  out(line: string): void;
  note(line: string): void;
  /** Whether a person looks on, so that a line may change in place. */
  readonly isLive: boolean;
  /** Replaces the last line of this kind; nothing where nobody looks on. */
  redraw(line: string): void;
}

/** The terminal of this process. */
export const terminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  isLive: process.stderr.isTTY === true,
  redraw: (line) => void process.stderr.write(`\r${line}\u001b[K`),
};

/** Rows under their heads, each column as wide as its widest cell; numbers stand on the right. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  const cells = rows.map((row) => heads.map((_, at) => String(row[at] ?? '')));
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const isNumber = heads.map((_, at) => rows.some((row) => typeof row[at] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (isNumber[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(heads), ...cells.map(line)].join('\n');
}

/** Names and values below each other; what is undefined is left out. */
export function facts(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

const BAR_CELLS = 24;

/** Draws how much of `total` is done, where somebody looks on. */
export function progress({ isLive, redraw, note }: Terminal, what: string, total: number) {
  let done = 0;
  const draw = () => {
    const filled = Math.round((done / Math.max(total, 1)) * BAR_CELLS);
    redraw(`${what}  [${'#'.repeat(filled)}${'.'.repeat(BAR_CELLS - filled)}]  ${done} of ${total}`);
  };
  if (isLive) draw();
  return {
    step() {
      done += 1;
      if (isLive) draw();
    },
    end() {
      if (isLive) note('');
    },
  };
}
