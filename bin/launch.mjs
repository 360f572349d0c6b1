#!/usr/bin/env node
/**
 * Starts a script of this project on any machine that has Node 20 or newer.
 *
 *   node bin/launch.mjs [node flags] script.ts [arguments]
 *
 * 1. What package-lock.json names and node_modules lacks is installed first, and said on stderr.
 * 2. The running Node is used when it can run TypeScript as it is, by replacing this very process;
 *    otherwise the Node that the dependencies bring, as a child that gets every signal.
 * 3. Before the doors open, the console is built where it is missing or stale (see build-console.mjs).
 * 4. Under npm the script ends when npm is gone, however npm went (see follow-parent.mjs).
 *
 * Flags of node that take a value are written with `=`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole, opensDoors } from './build-console.mjs';
import { installMissing } from './install-missing.mjs';

const OLDEST_NODE = [22, 18];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const followParent = new URL('./follow-parent.mjs', import.meta.url).href;

/** True where this Node strips types by itself. */
function runsTypeScript() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** The Node that came with the dependencies, or undefined where there is none for this machine. */
function broughtNode() {
  const path = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return existsSync(path) ? path : undefined;
}

function becomeNode(args) {
  process.removeAllListeners('warning'); // execve announces itself as experimental
  process.execve(process.execPath, [process.execPath, ...args], process.env);
}

async function runAsChild(node, args) {
  const child = spawn(node, ['--import', followParent, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Cannot start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
  if (process.env.npm_lifecycle_event) await import(followParent);
}

const args = process.argv.slice(2);
if (args.length === 0) {
  console.error('Usage: node bin/launch.mjs [node flags] script.ts [arguments]');
  process.exit(2);
}

installMissing(root);

const node = runsTypeScript() ? process.execPath : broughtNode();
if (!node) {
  const machine = `${process.platform}-${process.arch}`;
  console.error(
    `Orderly needs Node ${OLDEST_NODE.join('.')} or newer: this is ${process.versions.node}, and the dependencies ` +
      `bring no Node for ${machine}. Install a newer Node and start again.`,
  );
  process.exit(1);
}
if (opensDoors(root, args)) buildConsole(root, node);

if (runsTypeScript() && process.execve) {
  becomeNode(process.env.npm_lifecycle_event ? ['--import', followParent, ...args] : args);
}
await runAsChild(node, args);
