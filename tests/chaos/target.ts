/**
 * The system under attack: `main.ts` with its embedded servers, in a folder of its own, to be killed and started again; and
 * further worker processes beside it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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
  private readonly helpers: (Started | undefined)[];

  private constructor(dataDir: string, port: number, settings: Record<string, string>, helpers: number) {
    this.dataDir = dataDir;
    this.url = `http://127.0.0.1:${port}`;
    this.ledgerFile = ledgerFile(dataDir);
    this.settings = { ...settings, PORT: String(port), DATA_DIR: dataDir };
    this.helpers = Array.from({ length: helpers });
  }

  /** `workers`: processes that work; the first one is the whole system. */
  static async create(settings: Record<string, string>, workers = 1): Promise<Target> {
    const dataDir = await mkdtemp(join(tmpdir(), 'orderly-chaos-'));
    const [port, sandbox] = [await findFreePort(), await findFreePort()];
    const ports = { SANDBOX_PORT: String(sandbox), PAYMENT_URL: `http://127.0.0.1:${sandbox}` };
    return new Target(dataDir, port, workers > 1 ? { ...settings, ...ports } : settings, workers - 1);
  }

  /** Resolves when it is ready, with how long that took in milliseconds. */
  async start(): Promise<number> {
    const before = performance.now();
    this.starts += 1;
    this.process = startProcess('main.ts', [], this.settings);
    await this.process.ready;
    await Promise.all(this.helpers.map((_, helper) => this.startHelper(helper)));
    return Math.round(performance.now() - before);
  }

  /** Ends the main process at once, and with it the embedded servers; and whoever works beside it. */
  async kill(): Promise<void> {
    for (const each of [this.process, ...this.helpers]) each?.kill('SIGKILL');
    await Promise.all([this.process, ...this.helpers].map((each) => each?.gone));
  }

  /** Kills one of the workers beside the main process, and starts another in its place. */
  async replaceWorker(helper: number): Promise<void> {
    this.helpers[helper]?.kill('SIGKILL');
    await this.helpers[helper]?.gone;
    await this.startHelper(helper);
  }

  /** Has a process stand still for a while, and go on as if nothing had happened: 0 is the main one. */
  async pause(process: number, ms: number): Promise<void> {
    const paused = [this.process, ...this.helpers][process];
    paused?.kill('SIGSTOP');
    await delay(ms);
    paused?.kill('SIGCONT');
  }

  private async startHelper(helper: number): Promise<void> {
    const started = startProcess('main.ts', ['--role', 'worker'], this.settings);
    this.helpers[helper] = started;
    await started.ready;
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
    for (const each of [...this.helpers, this.process]) {
      each?.kill('SIGTERM');
      await each?.gone;
    }
    const ended = async () => Object.keys(await findRunning(this.dataDir)).length === 0;
    const leftBehind = await waitUntil(ended, { timeoutMs: STOP_MS }).then(
      () => false,
      () => true,
    );
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    return { leftBehind };
  }
}
