/**
 * Every setting of Orderly, and the only reader of process.env.
 *
 * One table names each setting, its default, unit, meaning and what it accepts. `--help`, the validation and the
 * type {@link Config} come from it: a setting is added here and nowhere else.
 */
import { parseArgs } from 'node:util';

/** The parts of the system that one process can run, besides the processors; without `--role` it runs all of them. */
export const ROLES = ['api', 'worker', 'relay', 'timer', 'projection', 'sandbox', 'mailbox'] as const;
/** One processor of signals; `worker` works everything but them. */
export type ProcessorRole = `processor-${number}`;
export type Role = (typeof ROLES)[number] | ProcessorRole;

export function isProcessor(name: string): name is ProcessorRole {
  return /^processor-\d+$/.test(name);
}

interface Setting<T> {
  readonly env: string;
  readonly fallback: T;
  readonly unit?: string;
  readonly about: string;
  /** What is allowed, in words that complete "allowed: …". */
  readonly allowed: string;
  /** Returns undefined for a value that is not allowed. */
  readonly parse: (value: string) => T | undefined;
}

function wholeNumber(env: string, about: string, fallback: number, range: [number, number], unit?: string) {
  const [min, max] = range;
  const parse = (value: string) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };
  const allowed = `a whole number from ${min} to ${max}`;
  return { env, about, fallback, allowed, parse, ...(unit && { unit }) } satisfies Setting<number>;
}

function milliseconds(env: string, about: string, fallback: number, range: [number, number]) {
  return wholeNumber(env, about, fallback, range, 'ms');
}

function share(env: string, about: string, fallback: number): Setting<number> {
  const parse = (value: string) => (/^(0|1|0?\.\d+|1\.0+)$/.test(value) ? Number(value) : undefined);
  return { env, about, fallback, allowed: 'a number from 0 to 1', parse };
}

function oneOf<const T extends string>(env: string, about: string, fallback: T, values: readonly T[]): Setting<T> {
  return { env, about, fallback, allowed: values.join(', '), parse: (value) => values.find((v) => v === value) };
}

function text(env: string, about: string, fallback: string): Setting<string> {
  return { env, about, fallback, allowed: 'text that is not empty', parse: (value) => value.trim() || undefined };
}

function url(env: string, about: string, ...schemes: string[]): Setting<string | undefined> {
  const parse = (value: string) =>
    schemes.some((scheme) => value.startsWith(`${scheme}://`)) && URL.canParse(value) ? value : undefined;
  return { env, about, fallback: undefined, allowed: `a URL (${schemes.join(', ')})`, parse };
}

function traceAddress(env: string, about: string): Setting<string | undefined> {
  const parse = (value: string) =>
    /^https?:\/\//.test(value) && value.includes('{traceId}') && URL.canParse(value) ? value : undefined;
  return { env, about, fallback: undefined, allowed: 'a URL (http, https) with {traceId} in it', parse };
}

function emailAddress(env: string, about: string): Setting<string | undefined> {
  const parse = (value: string) => (/^[^\s@]+@[^\s@]+$/.test(value) ? value : undefined);
  return { env, about, fallback: undefined, allowed: 'an e-mail address', parse };
}

const HOUR = 3_600_000;
const PORTS: [number, number] = [0, 65_535];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const SETTINGS = {
  port: wholeNumber('PORT', 'Port of REST, tRPC and the console; 0 picks a free one', 8080, PORTS),
  host: text('HOST', 'Address to listen on', '127.0.0.1'),
  dataDir: text('DATA_DIR', 'Folder of the embedded PostgreSQL and Redis', '.data'),
  databaseUrl: url('DATABASE_URL', 'PostgreSQL to use; none: an embedded one starts', 'postgres', 'postgresql'),
  redisUrl: url('REDIS_URL', 'Redis to use; none: an embedded one starts', 'redis', 'rediss'),
  logLevel: oneOf('LOG_LEVEL', 'Least severe log line to write', 'info', LOG_LEVELS),
  delivery: oneOf(
    'DELIVERY',
    'queue: BullMQ carries every command; local: actors of this process are reached directly',
    'queue',
    ['queue', 'local'],
  ),
  chainRounds: wholeNumber(
    'CHAIN_ROUNDS',
    'With DELIVERY=local: how many rounds of messages may share one commit; 0: each has its own',
    10,
    [0, 100],
    'rounds',
  ),
  shards: wholeNumber(
    'SHARDS',
    'Shards into which actors are divided by id, each worked by one worker at a time; the same in every process',
    1,
    [1, 256],
  ),
  newIds: oneOf(
    'NEW_IDS',
    'Ids that the api gives to orders without a key: any; own: of shards that this process works (each worker has an api)',
    'any',
    ['any', 'own'],
  ),
  workerConcurrency: wholeNumber(
    'WORKER_CONCURRENCY',
    'Envelopes a worker handles at a time',
    40,
    [1, 1_000],
    'jobs',
  ),
  retryAttempts: wholeNumber('RETRY_ATTEMPTS', 'Tries before a message is a dead letter', 5, [1, 100], 'tries'),
  retryBackoffMs: milliseconds('RETRY_BACKOFF_MS', 'Pause before the first retry; doubles each time', 200, [
    1,
    HOUR,
  ]),
  stepTimeoutMs: milliseconds('STEP_TIMEOUT_MS', 'Longest time of a step of the saga', 30_000, [1, 24 * HOUR]),
  reservationTtlMs: milliseconds('RESERVATION_TTL_MS', 'Time until reserved stock is freed', 900_000, [
    1,
    720 * HOUR,
  ]),
  paymentUrl: url('PAYMENT_URL', 'Payment provider to use; none: the own sandbox', 'http', 'https'),
  paymentTimeoutMs: milliseconds('PAYMENT_TIMEOUT_MS', 'Longest wait for the provider', 8_000, [1, HOUR]),
  paymentSlowMs: milliseconds('PAYMENT_SLOW_MS', 'Time the sandbox takes to answer pm_slow', 5_000, [0, HOUR]),
  sandboxPort: wholeNumber('SANDBOX_PORT', 'Port of the payment sandbox; 0 picks a free one', 0, PORTS),
  smtpUrl: url('SMTP_URL', 'Mail server to send by; none: the own catch-all', 'smtp', 'smtps'),
  mailFrom: text('MAIL_FROM', 'Sender of the e-mails', 'Orderly <orders@orderly.invalid>'),
  operationsEmail: emailAddress('OPERATIONS_EMAIL', 'Who hears of partial signals; none: only the own catch-all'),
  mailboxPort: wholeNumber('MAILBOX_PORT', 'Port of the catch-all mail server; 0 picks a free one', 0, PORTS),
  notificationAttempts: wholeNumber(
    'NOTIFICATION_ATTEMPTS',
    'Tries on a channel before a notification is a dead letter there',
    8,
    [1, 100],
    'tries',
  ),
  notificationPauseMs: milliseconds(
    'NOTIFICATION_PAUSE_MS',
    'Pause before the second try; doubles each time',
    1_000,
    [1, HOUR],
  ),
  devControls: oneOf(
    'DEV_CONTROLS',
    'Whether processors can be stopped and started at the doors; auto: on with embedded PostgreSQL and Redis',
    'auto',
    ['auto', 'on', 'off'],
  ),
  traceUrl: traceAddress(
    'TRACE_URL',
    'Address of a trace in your viewer, such as http://jaeger:16686/trace/{traceId}',
  ),
  processors: wholeNumber('PROCESSORS', 'Processors of signals; the same in every process', 3, [1, 100]),
  processorDelayMs: milliseconds('PROCESSOR_DELAY_MS', 'Time a processor takes for one signal', 1_000, [0, HOUR]),
  processorFailureRate: share('PROCESSOR_FAILURE_RATE', "Share of a processor's attempts that fail", 0),
  signalTimeoutMs: milliseconds(
    'SIGNAL_TIMEOUT_MS',
    'Time after which a signal completes with what it has',
    30_000,
    [1, 24 * HOUR],
  ),
  retentionDays: wholeNumber(
    'RETENTION_DAYS',
    'How long the turns of actors at their end are kept, and a repeated message is known by its id; 0: for ever',
    0,
    [0, 36_500],
    'days',
  ),
  bodyLimitBytes: wholeNumber(
    'BODY_LIMIT_BYTES',
    'Largest request body',
    1_048_576,
    [1_024, 104_857_600],
    'bytes',
  ),
};

type Settings = typeof SETTINGS;
type Values = { readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never };

export interface Config extends Values {
  /** What this process runs. */
  readonly roles: ReadonlySet<Role>;
  /** True when the settings were asked for, not the system. */
  readonly help: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** One or more settings hold a value that is not allowed; the message lists all of them. Exit with `exitCode`. */
export class InvalidConfiguration extends Error {
  readonly code = 'INVALID_CONFIGURATION';
  readonly exitCode = 2;
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`${['Invalid settings:', ...problems].join('\n  ')}\nAll settings: npm start -- --help`);
    this.name = 'InvalidConfiguration';
    this.problems = problems;
  }
}

/** Never shows the password of a URL. */
const quote = (value: string) => JSON.stringify(value.replace(/(:\/\/[^:@/]*):[^@]*@/, '$1:***@'));

function processorRoles(count: number): ProcessorRole[] {
  return Array.from({ length: count }, (_, index): ProcessorRole => `processor-${index + 1}`);
}

/** Undefined for a role that there is not. */
function findRole(name: string, processors: number): Role | undefined {
  return [...ROLES, ...processorRoles(processors)].find((known) => known === name);
}

function whatIsWrong(role: string, processors: number): string {
  if (isProcessor(role))
    return `there ${processors === 1 ? 'is 1 processor' : `are ${processors} processors`} (PROCESSORS=${processors}), named processor-1 to processor-${processors}`;
  return `allowed: ${ROLES.join(', ')}, processor-1 to processor-${processors}`;
}

function readArguments(
  argv: readonly string[],
  problems: string[],
  processors: number,
): { roles: ReadonlySet<Role>; help: boolean } {
  const options = { role: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(options, token.name))
      problems.push(`${token.rawName} is no option; allowed: --role, --help`);
  }
  for (const extra of positionals) problems.push(`${quote(extra)} is no option; allowed: --role, --help`);
  const roles = new Set<Role>();
  for (const name of (values.role ?? []).flatMap((value) => String(value).split(','))) {
    const role = findRole(name.trim(), processors);
    if (role) roles.add(role);
    else problems.push(`--role ${quote(name)}; ${whatIsWrong(name.trim(), processors)}`);
  }
  const all = [...ROLES, ...processorRoles(processors)];
  return { roles: values.role ? roles : new Set(all), help: values.help === true };
}

/**
 * Reads the settings. An empty variable counts as not set.
 * @throws {InvalidConfiguration} naming every bad setting, its value and what is allowed.
 */
export function loadConfig(
  env: Environment = process.env,
  argv: readonly string[] = process.argv.slice(2),
): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const given = env[setting.env];
    values[name] = given ? setting.parse(given) : setting.fallback;
    if (given && values[name] === undefined)
      problems.push(`${setting.env}=${quote(given)}; allowed: ${setting.allowed}`);
  }
  const chosen = readArguments(argv, problems, (values.processors as number) ?? SETTINGS.processors.fallback);
  if (problems.length > 0 && !chosen.help) throw new InvalidConfiguration(problems);
  return { ...(values as Values), ...chosen };
}

/** The text of `--help`: every option and setting with unit, default and what is allowed. */
export function describeSettings(): string {
  const rows = Object.values(SETTINGS).map((setting) => {
    const standard =
      setting.fallback === undefined ? '' : ` [${setting.fallback}${setting.unit ? ` ${setting.unit}` : ''}]`;
    return `  ${setting.env.padEnd(20)} ${setting.about}${standard}\n${' '.repeat(23)}allowed: ${setting.allowed}`;
  });
  return `Usage: npm start -- [--role ${ROLES.join(',')},processor-<n>] [--help]

Without --role this process runs every role. processor-<n> is one processor of signals; worker works everything but
those. A process with --role joins the embedded servers that another one runs in the same DATA_DIR. Settings are environment variables, with their defaults in brackets:

${rows.join('\n')}
`;
}
