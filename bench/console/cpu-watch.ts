import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { cpuTimes } from '../cpu.ts';

const TICK_MS = 10;

/** Shares of a core, in per cent. */
export interface Shares {
  /** Of the browser's renderers. */
  page: number;
  /** Of the server's process, its PostgreSQL and its Redis. */
  server: number;
}

/** Tells what a browser's pages and a started server cost meanwhile. */
export class CpuWatch {
  private readonly browser: Browser;
  private readonly pid: number;
  private readonly dataDir: string;

  constructor(browser: Browser, pid: number, dataDir: string) {
    this.browser = browser;
    this.pid = pid;
    this.dataDir = dataDir;
  }

  async during(work: () => Promise<unknown>): Promise<Shares> {
    const [began, before] = [performance.now(), await this.read()];
    await work();
    const [ms, after] = [performance.now() - began, await this.read()];
    const share = (part: keyof Shares) => ((after[part] - before[part]) / ms) * 100;
    return { page: share('page'), server: share('server') };
  }

  private async read(): Promise<Shares> {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    const { postgres, redis } = cpuTimes(this.dataDir);
    return {
      page: renderers.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0),
      server: cpuOf(this.pid) + postgres + redis,
    };
  }
}

/** Milliseconds of CPU of one process. */
function cpuOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
