/**
 * Builds the console (web/) into web/dist when that is missing or older than what it is made of. Called by launch.mjs
 * before the doors open, and by `npm run build:console`. When nothing has changed it costs a look at the files' times.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { oneAtATime } from './one-at-a-time.mjs';

/** What of web/ is made here or looked at by nobody but tests. */
const LEFT_OUT = /^(?:dist|node_modules)(?:\/|$)|\.test\.tsx?$/;
const COMPRESSED = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest']);
/** Bytes below which a compressed copy saves nothing. */
const SMALL = 1_024;
/** Nearly as small as 11, in a tenth of the time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Names the very sources: their paths, sizes and times, and those of the lock file. */
function fingerprint(root) {
  const web = join(root, 'web');
  const sources = filesIn(web).filter((file) => !LEFT_OUT.test(file.slice(web.length + 1).replaceAll('\\', '/')));
  const hash = createHash('sha256');
  for (const file of [...sources.sort(), join(root, 'package-lock.json')]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Copies that a browser takes instead, so that the server need not compress. */
function compress(folder) {
  for (const file of filesIn(folder)) {
    const content = readFileSync(file);
    if (!COMPRESSED.has(extname(file)) || content.length < SMALL) continue;
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(content, BROTLI));
  }
}

/** Why it cannot be built, or undefined when it was. */
function build(root, node, made) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) return 'vite is not installed; it comes with `npm ci`, without NODE_ENV=production';
  const dist = join(root, 'web', 'dist');
  const next = join(root, '.cache', 'console');
  rmSync(next, { recursive: true, force: true });
  const args = [vite, 'build', join(root, 'web'), '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'];
  const { status, error } = spawnSync(node, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (error || status !== 0) return error ? error.message : `vite ended with exit code ${status}`;
  compress(next);
  writeFileSync(join(next, '.made-of'), made);
  rmSync(dist, { recursive: true, force: true });
  renameSync(next, dist);
  return undefined;
}

function isCurrent(root, made) {
  const note = join(root, 'web', 'dist', '.made-of');
  return existsSync(note) && readFileSync(note, 'utf8') === made;
}

/** True where these arguments of node start main.ts with its doors. */
export function opensDoors(root, args) {
  const script = args.findIndex((arg) => resolve(arg) === join(root, 'main.ts'));
  const given = args.slice(script + 1);
  if (script < 0 || given.includes('--help') || given.includes('-h')) return false;
  const roles = given.flatMap((arg, at) => {
    if (arg === '--role') return (given[at + 1] ?? '').split(',');
    return arg.startsWith('--role=') ? arg.slice('--role='.length).split(',') : [];
  });
  return roles.length === 0 || roles.some((role) => role.trim() === 'api');
}

/**
 * Builds what is stale and says so on stderr; returns false, having said why, when it cannot.
 * @param {string} root the project's folder
 * @param {string} node the Node to build with
 */
export function buildConsole(root, node) {
  if (!existsSync(join(root, 'web', 'index.html')) || isCurrent(root, fingerprint(root))) return true;
  mkdirSync(join(root, '.cache'), { recursive: true });
  return oneAtATime(join(root, '.cache', 'console.lock'), () => {
    const made = fingerprint(root);
    if (isCurrent(root, made)) return true;
    console.error('Building the console first (web/).');
    const why = build(root, node, made);
    if (why) console.error(`The console is not built: ${why}.`);
    return why === undefined;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = buildConsole(dirname(import.meta.dirname), process.execPath);
  process.exit(built ? 0 : 1);
}
