/**
 * Finds a Redis server on any machine, the cheapest way first: one that is installed, one that was fetched before,
 * Debian's own package unpacked without installing it, and at last one built from source.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { debianRedis, unpackedRedis } from './debian-redis.ts';
import { RedisUnavailable } from './errors.ts';
import type { Command } from './guarded-process.ts';
import type { Log } from './log.ts';

/** BullMQ needs 6.2. */
const OLDEST = [6, 2];
const CACHE = join(import.meta.dirname, '..', '.cache', 'redis');

/** One way to get a server. Rejects with the reason where it cannot. */
export interface RedisSource {
  readonly name: string;
  find(cache: string, log: Log): Promise<Command>;
}

/** Runs the command with `--version`; rejects when it is missing, broken or too old. */
export async function checkVersion(command: Command): Promise<Command> {
  const { stdout } = await promisify(execFile)(command.file, [...command.args, '--version']);
  const [major = 0, minor = 0] = (/v=(\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
  const isRecent = major > (OLDEST[0] ?? 0) || (major === OLDEST[0] && minor >= (OLDEST[1] ?? 0));
  if (!isRecent) throw new Error(`version ${major}.${minor} is older than ${OLDEST.join('.')}`);
  return command;
}

const installed = (file: string): RedisSource => ({
  name: `${file} on PATH`,
  find: () => checkVersion({ file, args: [] }),
});

const fetchedBefore: RedisSource = {
  name: 'the one fetched before',
  async find(cache) {
    const unpacked = join(cache, 'debian');
    if (existsSync(unpacked)) return checkVersion(unpackedRedis(unpacked));
    throw new Error('there is none');
  },
};

const builtFromSource: RedisSource = {
  name: 'redis-memory-server (download and compile)',
  async find(cache, log) {
    log.info('Downloading and compiling Redis; this takes a minute or two.');
    const { default: module } = await import('redis-memory-server/lib/util/RedisBinary.js');
    const file = await module.default.getPath({ downloadDir: join(cache, 'built'), version: '7.2.7' });
    return checkVersion({ file, args: [] });
  },
};

const debianPackage: RedisSource = {
  name: 'Debian package redis-tools',
  find: (cache, log) => debianRedis(cache, log, checkVersion),
};

const SOURCES: readonly RedisSource[] = [
  installed('redis-server'),
  installed('valkey-server'),
  fetchedBefore,
  debianPackage,
  builtFromSource,
];

/**
 * The command that runs a Redis server, its arguments to be appended.
 * @throws {RedisUnavailable} naming everything that was tried.
 */
export async function findRedis(log: Log, sources = SOURCES, cache = CACHE): Promise<Command> {
  const tried: string[] = [];
  for (const source of sources) {
    try {
      return await source.find(cache, log);
    } catch (error) {
      const [reason] = (error as Error).message.trim().split('\n');
      tried.push(`${source.name}: ${reason}`);
    }
  }
  throw new RedisUnavailable(tried);
}
