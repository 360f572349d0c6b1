/** The started system that tours and drills act on: found by DATA_DIR, PORT and the URLs, as `npm start` takes them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Config, loadConfig } from '../config.ts';
import { findRunning } from '../embedded/index.ts';

const ROOT = join(import.meta.dirname, '..');
const ANSWER_MS = 70_000;

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface FoundSystem {
  url: string;
  config: Config;
  databaseUrl: string;
  redisUrl: string;
  /** What another process needs to belong to it. */
  settings: Record<string, string>;
  /** A request to its REST doors; rejects only where nobody answers. */
  call<Body = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

/** Undefined where nothing answers at HOST and PORT, or its servers cannot be found. */
export async function findSystem(
  env: Record<string, string | undefined> = process.env,
): Promise<FoundSystem | undefined> {
  const config = loadConfig(env, []);
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  const url = `http://${host}:${config.port}`;
  const running = await findRunning(config.dataDir);
  const databaseUrl = config.databaseUrl ?? running.databaseUrl;
  const redisUrl = config.redisUrl ?? running.redisUrl;
  const lives = await fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!lives || !databaseUrl || !redisUrl) return undefined;
  const settings = { ...given(env), DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, DATA_DIR: config.dataDir };
  return { url, config, databaseUrl, redisUrl, settings, call: door(url) };
}

/** How to start one, for those who did not. */
export const HOW_TO_START =
  'No started system was found at HOST and PORT with its servers in DATA_DIR. Start one: npm start';

function given(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function door(url: string): FoundSystem['call'] {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as never };
  };
}

export interface StartedProcess {
  pid: number;
  /** Resolves when it says that it is ready; rejects with what it wrote when it ends first. */
  ready: Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `main.ts` with these roles. It ends with this process. */
export function startProcess(settings: Record<string, string>, roles: readonly string[]): StartedProcess {
  const follow = join(ROOT, 'bin', 'follow-parent.mjs');
  const args = [
    ...process.execArgv,
    '--no-warnings',
    '--import',
    follow,
    join(ROOT, 'main.ts'),
    ...(roles.length > 0 ? ['--role', roles.join(',')] : []),
  ];
  const env = { LOG_LEVEL: 'error', ...settings };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { pid: child.pid ?? 0, ready: untilReady(child), end: (signal) => end(child, signal) };
}

function untilReady(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes('Orderly is ready')) resolve();
      });
    }
    child.once('exit', (code) =>
      reject(new Error(`the process ended (${code}) before it was ready:\n${lines.slice(-10).join('\n')}`)),
    );
  });
  ready.catch(() => undefined);
  return ready;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** `npm run verify` on this system; its verdict goes to the terminal, its exit code comes back. */
export async function verdict({ settings }: Pick<FoundSystem, 'settings'>): Promise<number> {
  const child = spawn(process.execPath, ['--no-warnings', join(ROOT, 'verify.ts')], {
    cwd: ROOT,
    env: settings,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
