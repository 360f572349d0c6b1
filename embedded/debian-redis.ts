/**
 * Debian's and Ubuntu's own Redis, downloaded with apt and unpacked into a folder: no root, nothing installed.
 *
 * The package redis-tools holds the server under the name redis-check-rdb. It is unpacked aside and renamed when it
 * is known to run, so that two starts at the same moment and a killed one do no harm.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from './guarded-process.ts';
import type { Log } from './log.ts';

const run = promisify(execFile);
const NEEDED = ['redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
/** Missing on the smallest images; names differ between releases. */
const MAYBE_NEEDED = ['libssl3', 'libssl3t64', 'libsystemd0'];
const APT_MS = 120_000;

/** The command that runs the server unpacked in `root`. */
export function unpackedRedis(root: string): Command {
  const libraries = join(root, 'usr', 'lib');
  const folders = existsSync(libraries)
    ? readdirSync(libraries)
        .filter((name) => name.includes('-linux-'))
        .map((name) => join(libraries, name))
    : [];
  const server = join(root, 'usr', 'bin', 'redis-server');
  return { file: 'env', args: [`LD_LIBRARY_PATH=${folders.join(':')}`, server] };
}

function apt(folder: string, ...args: string[]): Promise<unknown> {
  const options = [
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${folder}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
  ];
  return run('apt-get', [...options.flatMap((option) => ['-o', option]), ...args], {
    cwd: folder,
    timeout: APT_MS,
  });
}

async function unpack(folder: string, root: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.deb')) continue;
    await run('dpkg', ['-x', join(folder, name), root]);
    rmSync(join(folder, name));
  }
}

/** Downloads, unpacks and checks the package; keeps it in `cache` for the next start. */
export async function debianRedis(
  cache: string,
  log: Log,
  check: (command: Command) => Promise<Command>,
): Promise<Command> {
  await run('apt-get', ['--version']);
  log.info('Fetching Redis from the Debian packages, once.');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'fetching-'));
  const root = join(folder, 'root');
  const kept = join(cache, 'debian');
  try {
    for (const name of ['lists/partial', 'archives/partial']) mkdirSync(join(folder, name), { recursive: true });
    await apt(folder, 'update');
    await apt(folder, 'download', ...NEEDED);
    await unpack(folder, root);
    symlinkSync('redis-check-rdb', join(root, 'usr', 'bin', 'redis-server'));
    try {
      await check(unpackedRedis(root));
    } catch {
      for (const name of MAYBE_NEEDED) await apt(folder, 'download', name).catch(() => {});
      await unpack(folder, root);
      await check(unpackedRedis(root));
    }
    if (!existsSync(kept)) renameSync(root, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error; // another start was quicker
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return check(unpackedRedis(kept));
}
