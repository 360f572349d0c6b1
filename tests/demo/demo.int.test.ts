import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../embedded/free-port.ts';
import { endProcesses, startProcess } from '../setup/process.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLLOW = join(ROOT, 'bin', 'follow-parent.mjs');
const LONG_MS = 150_000;

/** What `npm run tour` and `npm run resilience` do, as processes of their own. */
describe('tours and drills', () => {
  let dataDir: string;
  let settings: Record<string, string>;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-demo-'));
    const port = String(await findFreePort());
    settings = { PORT: port, DATA_DIR: dataDir, SIGNAL_TIMEOUT_MS: '5000', PROCESSOR_DELAY_MS: '200' };
  });
  afterEach(() => void child?.kill('SIGKILL'));
  afterAll(async () => {
    await endProcesses();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function run(script: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    const { PATH = '', HOME = '' } = process.env;
    const nodeArgs = ['--no-warnings', '--import', FOLLOW, join(ROOT, 'demo', script), ...args];
    child = spawn(process.execPath, nodeArgs, {
      cwd: ROOT,
      env: { PATH, HOME, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => void texts.push(String(text)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: texts.join('') };
  }

  it('say how to start a system where there is none', async () => {
    const { code, output } = await run('resilience.ts', 'kill-processor');
    expect([code, output]).toEqual([2, expect.stringContaining('npm start')]);
  });

  it('list the drills', async () => {
    const { code, output } = await run('resilience.ts', 'earthquake');
    expect([code, output]).toEqual([2, expect.stringMatching(/kill-processor.*database-outage/s)]);
  });

  describe('on a started system', () => {
    beforeAll(async () => {
      await startProcess('main.ts', [], settings).ready;
    });

    it.each([
      ['resilience.ts', 'kill-processor', 'kill-processor: everything held'],
      ['resilience.ts', 'database-outage', 'database-outage: everything held'],
      ['tour.ts', '', 'Everything is as promised.'],
    ])(
      '%s %s ends well, with the verdict of the checker',
      async (script, drill, last) => {
        const { code, output } = await run(script, ...(drill ? [drill] : []));
        expect(output).toContain(last);
        expect(output).not.toContain('✗');
        expect(output).toMatch(/clean: \d+ invariants hold/);
        expect(code).toBe(0);
      },
      LONG_MS,
    );
  });
});
