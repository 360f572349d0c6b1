/**
 * PostgreSQL refuses to run as root. As root its commands run as nobody inside a user namespace, where nobody is
 * root outside: files stay readable below a closed home folder. Where namespaces are forbidden, setpriv changes the
 * user for real, and the folders above DATA_DIR must be open to it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PostgresUnavailable } from './errors.ts';
import type { Command } from './guarded-process.ts';

const NOBODY = 65534;
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
const SETPRIV = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

export interface Unprivileged {
  /** The command as it must be run. */
  wrap(command: Command): Command;
  /** Hands a folder with all it holds to the user that runs the commands, and lets that user through its parent. */
  giveFiles(path: string): void;
}

function works([file, ...args]: readonly string[]): boolean {
  return spawnSync(file ?? '', [...args, 'true'], { stdio: 'ignore' }).status === 0;
}

function changeOwner(path: string, uid: number): void {
  const entry = lstatSync(path);
  if (entry.uid !== uid) chownSync(path, uid, uid);
  if (entry.isDirectory()) for (const name of readdirSync(path)) changeOwner(join(path, name), uid);
}

function behind([file = '', ...args]: readonly string[], owner: number): Unprivileged {
  return {
    wrap: (command) => ({ ...command, file, args: [...args, command.file, ...command.args] }),
    giveFiles: (path) => {
      if (owner !== 0) chmodSync(dirname(path), lstatSync(dirname(path)).mode | 0o011);
      if (lstatSync(path).uid !== owner) changeOwner(path, owner);
    },
  };
}

/**
 * How to run PostgreSQL's commands as someone who is not root.
 * @throws {PostgresUnavailable} as root where neither way works.
 */
export function findUnprivileged(): Unprivileged {
  if (process.getuid?.() !== 0) return { wrap: (command) => command, giveFiles: () => {} };
  if (works(NAMESPACE)) return behind(NAMESPACE, 0);
  if (works(SETPRIV)) return behind(SETPRIV, NOBODY);
  throw new PostgresUnavailable('it refuses to run as root, and neither unshare nor setpriv works');
}
