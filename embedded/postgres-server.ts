/**
 * The embedded PostgreSQL: fully durable, on the loopback address only, open to whoever is on this machine.
 *
 * A new data folder is made under another name and renamed when it is complete: a start that was killed half way
 * leaves nothing that looks like a database.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { ServerDidNotStart } from './errors.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import type { Log } from './log.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { endStalePostmaster, lastPort, runningPostmaster } from './postgres-files.ts';
import { type Supervised, supervise } from './supervised.ts';
import { findUnprivileged, type Unprivileged } from './unprivileged.ts';

const USER = 'orderly';
const DATABASE = 'orderly';
const POLL_MS = 15;
/** Longer than any recovery of max_wal_size. */
const READY_MS = 120_000;
/** The longest path of a socket is 107 bytes; its name takes the rest. */
const LONGEST_SOCKET_FOLDER = 88;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  max_connections: '100',
  jit: 'off',
  autovacuum_naptime: '5s',
  autovacuum_vacuum_cost_delay: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

export interface PostgresOptions {
  /** Absolute path of its files. */
  readonly dir: string;
  readonly logFile: string;
  readonly log: Log;
}

/**
 * Through the socket in its folder where there is one: of a write's CPU in this process a third goes to the loopback
 * network otherwise. A client that knows no sockets uses the same address without its query.
 */
export function postgresUrl(dir: string, port: number, database = DATABASE): string {
  const socket = hasSocket(dir) ? `?host=${encodeURIComponent(dir)}` : '';
  return `postgresql://${USER}@127.0.0.1:${port}/${database}${socket}`;
}

function hasSocket(dir: string): boolean {
  return process.platform !== 'win32' && Buffer.byteLength(dir) <= LONGEST_SOCKET_FOLDER;
}

async function initialise(dir: string, initdb: string, unprivileged: Unprivileged): Promise<void> {
  const draft = `${dir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  unprivileged.giveFiles(draft);
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8', '--encoding=UTF8'];
  const command = unprivileged.wrap({
    file: initdb,
    args: ['-D', draft, '-U', USER, '-A', 'trust', '--no-instructions', ...locale],
  });
  try {
    await promisify(execFile)(command.file, [...command.args]);
  } catch (error) {
    throw new ServerDidNotStart(
      'PostgreSQL',
      'initdb failed',
      (error as { stderr?: string }).stderr || String(error),
    );
  }
  renameSync(draft, dir);
}

function serverArguments(dir: string, port: number): string[] {
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: hasSocket(dir) ? dir : '' });
  return ['-D', dir, '-p', String(port), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function ensureDatabase(dir: string, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl(dir, port, 'postgres') });
  client.on('error', () => undefined); // a server that goes fails the statement under way, and not this process
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function untilReady(dir: string, port: number, server: GuardedProcess): Promise<void> {
  const end = Date.now() + READY_MS;
  while (!runningPostmaster(dir)?.isReady) {
    if (server.hasEnded) throw new Error(`it ended with exit code ${await server.ended}`);
    if (Date.now() > end) throw new Error(`it was not ready after ${READY_MS} ms`);
    await delay(POLL_MS);
  }
  await ensureDatabase(dir, port);
}

/**
 * Starts PostgreSQL with its database `orderly`.
 * @throws {PostgresUnavailable} where it cannot run on this machine.
 * @throws {ServerDidNotStart} with the end of its log.
 */
export async function startPostgres({ dir, logFile, log }: PostgresOptions): Promise<Supervised> {
  const binaries = findPostgresBinaries();
  const unprivileged = findUnprivileged();
  await endStalePostmaster(dir);
  if (existsSync(join(dir, 'PG_VERSION'))) unprivileged.giveFiles(dir);
  else await initialise(dir, binaries.initdb, unprivileged);
  return supervise({
    name: 'PostgreSQL',
    log,
    logFile,
    lastPort: lastPort(dir),
    launch: (port) =>
      startGuarded(unprivileged.wrap({ file: binaries.postgres, args: serverArguments(dir, port) }), logFile),
    untilReady: (port, server) => untilReady(dir, port, server),
  });
}
