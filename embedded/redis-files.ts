/** The files of an embedded Redis, and what they tell about the server that runs on them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, goneWithin, signal } from './process-identity.ts';

const END_MS = 8_000;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The port of the last server, to be used again: addresses that people noted stay right. */
export function lastPort(dir: string): number | undefined {
  const port = /^port (\d+)$/m.exec(read(join(dir, 'redis.conf')))?.[1];
  return port ? Number(port) : undefined;
}

/** The server that runs in the folder, or undefined. Redis shows its address in place of its command line. */
export function runningRedis(dir: string): { readonly pid: number; readonly port: number } | undefined {
  const pid = Number(read(join(dir, 'redis.pid')));
  const port = lastPort(dir);
  if (!pid || !port) return undefined;
  const command = commandOf(pid) ?? '';
  return /(?:redis|valkey)-server/.test(command) && command.includes(`:${port}`) ? { pid, port } : undefined;
}

/** Writes the configuration and returns its path. */
export function writeConfiguration(dir: string, port: number, persistent: boolean): string {
  const path = join(dir, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(dir)}`,
    `pidfile ${JSON.stringify(join(dir, 'redis.pid'))}`,
    'daemonize no',
    'loglevel warning',
    'save ""',
    `appendonly ${persistent ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'maxmemory-policy noeviction',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Sees to it that no server of a dead owner runs in the folder: it is ending already, since its owner is gone. */
export async function endStaleRedis(dir: string): Promise<void> {
  const stale = runningRedis(dir);
  if (!stale) return;
  const isThere = () => runningRedis(dir)?.pid === stale.pid;
  signal(stale.pid, 'SIGINT');
  if (await goneWithin(isThere, END_MS)) return;
  signal(stale.pid, 'SIGKILL');
  await goneWithin(isThere, END_MS);
}
