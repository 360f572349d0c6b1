/** The system under attack: `main.ts` with its embedded servers, in a folder of its own, to be killed and started again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findFreePort } from '../../embedded/free-port.ts';
import { findRunning } from '../../embedded/index.ts';
import { ledgerFile } from '../../system.ts';
import { type Started, startProcess } from '../setup/process.ts';
import { waitUntil } from '../setup/wait-until.ts';

const STOP_MS = 15_000;

export class Target {
  readonly url: string;
  readonly dataDir: string;
  readonly ledgerFile: string;
  starts = 0;
  private readonly settings: Record<string, string>;
  private process: Started | undefined;

  private constructor(dataDir: string, port: number, settings: Record<string, string>) {
    this.dataDir = dataDir;
    this.url = `http://127.0.0.1:${port}`;
    this.ledgerFile = ledgerFile(dataDir);
    this.settings = { ...settings, PORT: String(port), DATA_DIR: dataDir };
  }

  static async create(settings: Record<string, string>): Promise<Target> {
    const dataDir = await mkdtemp(join(tmpdir(), 'orderly-chaos-'));
    return new Target(dataDir, await findFreePort(), settings);
  }

  /** Resolves when it is ready, with how long that took in milliseconds. */
  async start(): Promise<number> {
    const before = performance.now();
    this.starts += 1;
    this.process = startProcess('main.ts', [], this.settings);
    await this.process.ready;
    return Math.round(performance.now() - before);
  }

  /** Ends the main process at once, and with it the embedded servers. */
  async kill(): Promise<void> {
    this.process?.kill('SIGKILL');
    await this.process?.gone;
  }

  /** Asks it to end, and kills it while it does, if it still does after `ms`. */
  async killWhileStopping(ms: number): Promise<void> {
    this.process?.kill('SIGTERM');
    await waitUntil(() => this.process?.isGone(), { timeoutMs: ms, intervalMs: 5 }).catch(() => undefined);
    await this.kill();
  }

  async flushRedis(): Promise<void> {
    const redis = new Redis((await findRunning(this.dataDir)).redisUrl ?? '', { maxRetriesPerRequest: 1 });
    try {
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
  }

  async databaseUrl(): Promise<string> {
    return (await findRunning(this.dataDir)).databaseUrl ?? '';
  }

  /** Ends it as Ctrl-C does and removes its folder; says whether a server stayed behind. */
  async close(): Promise<{ leftBehind: boolean }> {
    this.process?.kill('SIGTERM');
    await this.process?.gone;
    const ended = async () => Object.keys(await findRunning(this.dataDir)).length === 0;
    const leftBehind = await waitUntil(ended, { timeoutMs: STOP_MS }).then(
      () => false,
      () => true,
    );
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    return { leftBehind };
  }
}
