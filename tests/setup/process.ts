/** The system as a process of its own, to be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitUntil } from './wait-until.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Ends the child when this process is gone, however it went. */
const FOLLOW = join(ROOT, 'bin', 'follow-parent.mjs');
/** Loading the modules takes a third less time from here. */
const COMPILED = join(ROOT, '.cache', 'compiled');
const READY = /Orderly is ready(?: at (\S+))?/;

export interface Started {
  readonly pid: number;
  /** Resolves with the address of its doors, empty without them; rejects when it ends first. */
  readonly ready: Promise<string>;
  /** Resolves when it is gone, with how. */
  readonly gone: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  isGone(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** What it wrote so far. */
  output(): string;
}

const running = new Set<ChildProcess>();

/** Starts `script` (a path from the root of the repository) with these settings and no others of the environment. */
export function startProcess(script: string, args: readonly string[], settings: Record<string, string>): Started {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const logLevel = process.env.LOG_LEVEL ?? 'error';
  const env = {
    PATH,
    HOME,
    ...(TMPDIR && { TMPDIR }),
    NODE_COMPILE_CACHE: COMPILED,
    LOG_LEVEL: logLevel,
    ...settings,
  };
  const nodeArgs = ['--no-warnings', '--import', FOLLOW, join(ROOT, script), ...args];
  const child = spawn(process.execPath, nodeArgs, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const lines: string[] = [];
  const gone = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const found = READY.exec(line);
        if (found) resolve(found[1] ?? '');
      });
    void gone.then((how) =>
      reject(new Error(`${script} ended before it was ready: ${JSON.stringify(how)}\n${lines.join('\n')}`)),
    );
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    gone,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
    output: () => lines.join('\n'),
  };
}

/** Resolves when the process stands still, as one does that stopped itself (SIGSTOP) at a crash point. */
export async function standsStill({ pid, output }: Started): Promise<void> {
  const isStopped = () => / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  await waitUntil(isStopped, { message: `process ${pid} stopped itself: ${output()}` });
}

/** Ends whatever a test left running. For `afterAll`. */
export async function endProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }),
  );
}
