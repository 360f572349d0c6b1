import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../tests/setup/wait-until.ts';

const LAUNCH = join(import.meta.dirname, 'launch.mjs');
let dir: string;

/** Runs a script through the launcher, as npm does. */
function launch(code: string, ...args: string[]) {
  const script = join(dir, `script-${Math.random()}.ts`);
  writeFileSync(script, code);
  const child = spawn(process.execPath, [LAUNCH, '--no-warnings', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: 'start' },
  });
  return { child, output: text(child.stdout), ended: once(child, 'exit') };
}

describe('the launcher', () => {
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'orderly-launch-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('runs TypeScript with its arguments and gives its exit code', async () => {
    const code = 'const given: string[] = process.argv.slice(2); console.log(given.join()); process.exitCode = 7;';
    const { output, ended } = launch(code, '--role', 'api');
    expect([await output, (await ended)[0]]).toEqual(['--role,api\n', 7]);
  });

  it('takes one process where Node is new enough', async () => {
    const { child, output } = launch('console.log(process.pid)');
    expect(Number(await output)).toBe(child.pid);
  });

  it('hands SIGTERM on', async () => {
    const code = `process.on('SIGTERM', () => { console.log('ended'); process.exit(3); });
      setInterval(() => {}, 1000); console.log('up');`;
    const { child, output, ended } = launch(code);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(3);
    await output;
  });

  it('ends the script when the process that launched it is killed', async () => {
    const code = 'setInterval(() => {}, 1000); console.log(process.pid)';
    const script = join(dir, 'orphan.ts');
    writeFileSync(script, code);
    const parent = spawn('sh', ['-c', '"$@" & wait', 'sh', process.execPath, LAUNCH, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: 'start' },
    });
    const [line] = await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    const isAlive = () => {
      try {
        return process.kill(Number(line), 0);
      } catch {
        return false;
      }
    };
    await waitUntil(() => !isAlive(), { message: 'the script is gone' });
  });
});
