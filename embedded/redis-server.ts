/**
 * The embedded Redis: an append-only file synced each second, on the loopback address only. What it holds can be
 * had again from PostgreSQL, so a file that it cannot read is put aside and Redis starts empty.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerDidNotStart } from './errors.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import type { Log } from './log.ts';
import { findRedis } from './redis-binary.ts';
import { endStaleRedis, lastPort, writeConfiguration } from './redis-files.ts';
import { type Supervised, supervise } from './supervised.ts';

const POLL_MS = 10;
const READY_MS = 60_000;
const UNREADABLE_FILE = /append only file|appendonly|bad file format/i;

export interface RedisOptions {
  /** Absolute path of its files. */
  readonly dir: string;
  readonly logFile: string;
  readonly log: Log;
  /** Writes the append-only file. Default true; tests do without. */
  readonly persistent?: boolean;
}

export function redisUrl(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/** True when a server on the port answers PING; while it loads its file it does not. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const settle = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('data', (data) => settle(data.toString().startsWith('+PONG')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

async function untilReady(port: number, server: GuardedProcess): Promise<void> {
  const end = Date.now() + READY_MS;
  while (!(await answers(port))) {
    if (server.hasEnded) throw new Error(`it ended with exit code ${await server.ended}`);
    if (Date.now() > end) throw new Error(`it was not ready after ${READY_MS} ms`);
    await delay(POLL_MS);
  }
}

/**
 * Starts Redis.
 * @throws {RedisUnavailable} where no server can be had on this machine.
 * @throws {ServerDidNotStart} with the end of its log.
 */
export async function startRedis({ dir, logFile, log, persistent = true }: RedisOptions): Promise<Supervised> {
  const redis = await findRedis(log);
  await endStaleRedis(dir);
  const start = () => {
    mkdirSync(dir, { recursive: true });
    return supervise({
      name: 'Redis',
      log,
      logFile,
      lastPort: lastPort(dir),
      launch: (port) => {
        const configuration = writeConfiguration(dir, port, persistent);
        return startGuarded({ file: redis.file, args: [...redis.args, configuration] }, logFile);
      },
      untilReady,
    });
  };
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof ServerDidNotStart && UNREADABLE_FILE.test(error.message) && existsSync(dir)))
      throw error;
    const aside = `${dir}.unreadable-${Date.now()}`;
    log.warn(`The embedded Redis cannot read its files; they are put aside as ${aside}, and it starts empty.`);
    renameSync(dir, aside);
    return start();
  }
}
