/**
 * A server process that never outlives this one.
 *
 * A small `sh` starts the server and reads signal names from its standard input. When that input ends, because this
 * process stopped it or was killed, the server gets SIGINT: the clean and fast shutdown of PostgreSQL and of Redis.
 * The shell leads a session of its own, so that Ctrl-C in a terminal reaches the servers only after this process is
 * done with them.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';

const GUARD = `
exec 3<&0 </dev/null
"$@" 3<&- & server=$!
( while read -r name <&3; do kill -"$name" "$server"; done; kill -INT "$server" ) 2>/dev/null & reader=$!
exec 3<&-
wait "$server"; status=$?
kill "$reader" 2>/dev/null
exit "$status"
`;
const LOG_LIMIT_BYTES = 10_000_000;
const QUIT_AFTER_MS = 8_000;
const KILL_AFTER_MS = 9_000;

export interface GuardedProcess {
  /** Resolves when the server has ended, with its exit code. */
  readonly ended: Promise<number>;
  readonly hasEnded: boolean;
  /** Ends the server cleanly, by force when that takes longer than 8 s. */
  stop(): Promise<void>;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** Starts the command with its output appended to `logFile`. */
export function startGuarded(command: Command, logFile: string): GuardedProcess {
  const full = existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES;
  const log = openSync(logFile, full ? 'w' : 'a');
  const guard = spawn('sh', ['-c', GUARD, 'sh', command.file, ...command.args], {
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  let hasEnded = false;
  const ended = new Promise<number>((resolve) => {
    const end = (code: number) => {
      hasEnded = true;
      resolve(code);
    };
    guard.once('error', () => end(127));
    guard.once('exit', (code) => end(code ?? 1));
  });
  guard.stdin?.on('error', () => {}); // the guard ended first: `ended` tells
  return {
    ended,
    get hasEnded() {
      return hasEnded;
    },
    async stop() {
      const quit = setTimeout(() => guard.stdin?.write('QUIT\n'), QUIT_AFTER_MS);
      const kill = setTimeout(() => guard.stdin?.write('KILL\n'), KILL_AFTER_MS);
      guard.stdin?.write('INT\n');
      await ended;
      clearTimeout(quit);
      clearTimeout(kill);
      guard.stdin?.destroy();
    },
  };
}

/** The last lines of a log, for an error message. */
export function tailOf(logFile: string, lines = 12): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
