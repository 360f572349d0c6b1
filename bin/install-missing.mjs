/**
 * Runs `npm ci` when node_modules does not hold what package-lock.json names. Two launches at the same moment are
 * safe: the second waits for the first.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './one-at-a-time.mjs';

/** The packages of a lock file by path, or undefined where there is no such file. */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function leavesOutDevelopment() {
  const omitted = (process.env.npm_config_omit ?? '').split(/[\s,]+/);
  return process.env.NODE_ENV === 'production' || omitted.includes('dev');
}

/** Why an install is needed, or undefined. Optional packages may be absent: they can be for other machines. */
function findReason(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (!wanted) return undefined;
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'node_modules is missing';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue;
    const present = installed[path];
    if (present ? present.version === entry.version && present.integrity === entry.integrity : entry.optional)
      continue;
    if (!present && (entry.dev || entry.devOptional) && leavesOutDevelopment()) continue;
    return `${path} is not the version of package-lock.json`;
  }
  return undefined;
}

function install(root) {
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { status, error } = spawnSync(npm[0], [...npm.slice(1), 'ci'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) {
    console.error(
      `npm ci failed${error ? `: ${error.message}` : ` with exit code ${status}`}. Nothing was started.`,
    );
    return false;
  }
  return true;
}

/** Installs what is missing and says so on stderr; ends the process with code 1 when that fails. */
export function installMissing(root) {
  if (!findReason(root)) return;
  const installed = oneAtATime(join(root, '.npm-ci.lock'), () => {
    const reason = findReason(root);
    if (!reason) return true;
    console.error(`Installing the dependencies first (npm ci): ${reason}.`);
    return install(root);
  });
  if (!installed) process.exit(1);
}
