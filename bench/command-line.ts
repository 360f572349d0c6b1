/**
 * The command lines of the benchmarks: one table of options names each with its meaning, its default and what it accepts.
 * `--help`, the check and the type of the values come from it.
 */
import { parseArgs } from 'node:util';

interface Option<T> {
  readonly about: string;
  readonly fallback: T;
  /** What stands for the value in `--help`; a flag takes none. */
  readonly takes?: string;
  /** The default in words, where its value says nothing. */
  readonly inWords?: string;
  /** In words that complete "allowed: …". */
  readonly allowed: string;
  /** Returns undefined for a value that is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/** By their names in code: `inFlight` is `--in-flight`. */
type Table = Readonly<Record<string, Option<unknown>>>;

export type Values<T extends Table> = { -readonly [Name in keyof T]: T[Name] extends Option<infer V> ? V : never };

export interface Command<T extends Table> {
  /** The npm script. */
  readonly script: string;
  readonly options: T;
}

export function wholeNumber(
  about: string,
  fallback: number,
  { from = 1, to }: { from?: number; to?: number } = {},
) {
  const parse = (text: string) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return number >= from && number <= (to ?? Number.MAX_SAFE_INTEGER) ? number : undefined;
  };
  const allowed = `a whole number from ${from}${to === undefined ? '' : ` to ${to}`}`;
  return { about, fallback, takes: 'N', allowed, parse } satisfies Option<number>;
}

export function oneOf<const V extends string>(about: string, values: readonly V[], fallback: V): Option<V> {
  const parse = (text: string) => values.find((value) => value === text);
  return { about, fallback, takes: values.join('|'), allowed: values.join(', '), parse };
}

/** Like `oneOf`, where not to choose means all of them. */
export function anyOf<const V extends string>(about: string, values: readonly V[]): Option<V | undefined> {
  const parse = (text: string) => values.find((value) => value === text);
  const allowed = values.join(', ');
  return { about: `${about}: ${allowed}`, fallback: undefined, inWords: 'all', takes: 'NAME', allowed, parse };
}

export function wholeNumbers(about: string, fallback: readonly number[]): Option<readonly number[]> {
  const parse = (text: string) => (/^[1-9]\d*(,[1-9]\d*)*$/.test(text) ? text.split(',').map(Number) : undefined);
  return { about, fallback, takes: 'N,N,…', allowed: 'whole numbers from 1, with commas between', parse };
}

/** An option in the place of the text is one that was forgotten to be given any. */
export function text(about: string, takes: string, inWords: string): Option<string> {
  const parse = (given: string) => (given.startsWith('--') ? undefined : given);
  return { about, fallback: '', inWords, takes, allowed: 'text', parse };
}

/** A command, taken apart at its blanks. */
export function command(about: string): Option<readonly string[]> {
  const parse = (given: string) => (given.startsWith('--') ? undefined : given.split(' ').filter(Boolean));
  return { about, fallback: [], inWords: 'none', takes: 'COMMAND', allowed: 'a command', parse };
}

export function flag(about: string): Option<boolean> {
  return { about, fallback: false, allowed: 'no value', parse: () => undefined };
}

/** Options that a command does not have or cannot use; the message lists all of them. Exit with `exitCode`. */
export class InvalidOptions extends Error {
  readonly code = 'INVALID_OPTIONS';
  readonly exitCode = 2;

  constructor(script: string, problems: readonly string[]) {
    super([...problems, `All options: npm run ${script} -- --help`].join('\n'));
    this.name = 'InvalidOptions';
  }
}

/** @throws {InvalidOptions} naming every bad option, what was given and what is allowed. */
export function readCommandLine<T extends Table>(
  { script, options }: Command<T>,
  argv: readonly string[],
): Values<T> {
  const known = new Map(Object.entries(options).map(([name, option]) => [dashed(name), { name, option }]));
  const values = Object.fromEntries(Object.entries(options).map(([name, { fallback }]) => [name, fallback]));
  const all = [...known.keys(), 'help'].map((name) => `--${name}`).join(', ');
  const problems: string[] = [];
  for (const token of tokensOf(options, argv)) {
    if (token.kind === 'option-terminator') continue;
    const found = token.kind === 'option' ? known.get(token.name) : undefined;
    if (!found) {
      const what = token.kind === 'option' ? token.rawName : JSON.stringify(token.value);
      problems.push(`${what} is no option; allowed: ${all}`);
      continue;
    }
    const { name, option } = found;
    const value = takenFrom(option, token.value);
    if (value !== undefined) values[name] = value;
    else problems.push(`--${dashed(name)} ${inQuotes(token.value)}; allowed: ${option.allowed}`);
  }
  if (problems.length > 0) throw new InvalidOptions(script, problems);
  return values as Values<T>;
}

function tokensOf(options: Table, argv: readonly string[]) {
  const types = Object.entries(options).map(([name, { takes }]) => {
    return [dashed(name), { type: takes === undefined ? 'boolean' : 'string' }] as const;
  });
  return parseArgs({ args: [...argv], options: Object.fromEntries(types), strict: false, tokens: true }).tokens;
}

/** Undefined where it is not allowed. */
function takenFrom({ takes, parse }: Option<unknown>, given: string | undefined): unknown {
  if (given === undefined) return takes === undefined ? true : undefined;
  return parse(given);
}

function inQuotes(given: string | undefined): string {
  return given === undefined ? 'has no value' : JSON.stringify(given);
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The text of `--help`: every option with its meaning and its default. */
export function describeOptions({ script, options }: Command<Table>): string {
  const rows = Object.entries<Option<unknown>>({ ...options, help: flag('print this') }).map(
    ([name, { about, fallback, takes, inWords = String(fallback) }]) =>
      takes === undefined ? [`--${dashed(name)}`, about] : [`--${dashed(name)} ${takes}`, `${about} [${inWords}]`],
  );
  const width = Math.max(...rows.map(([option = '']) => option.length));
  const lines = rows.map(([option = '', meaning]) => `  ${option.padEnd(width)}  ${meaning}`);
  return `Usage: npm run ${script} -- [options]\n\n${lines.join('\n')}`;
}

/** The options that this process was started with. Ends it where help was asked for, or where they cannot be used. */
export function optionsOrExit<T extends Table>(
  command: Command<T>,
  argv: readonly string[] = process.argv.slice(2),
): Values<T> {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(describeOptions(command));
    process.exit(0);
  }
  try {
    return readCommandLine(command, argv);
  } catch (error) {
    if (!(error instanceof InvalidOptions)) throw error;
    console.error(error.message);
    process.exit(error.exitCode);
  }
}
