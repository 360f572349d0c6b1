import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

const KEY = 'orderly:epoch';
const EVERY_MS = 500;

/**
 * Notices that Redis lost its data: the server's run id tells a restart, a key set once tells a FLUSHALL. Read twice a
 * second and after each reconnect.
 */
export class EpochWatch {
  current = 'unknown';
  private readonly redis: Redis;
  private readonly listeners: (() => void)[] = [];
  private readonly interval: NodeJS.Timeout;
  private reading: Promise<void> | undefined;

  constructor(redis: Redis) {
    this.redis = redis;
    this.interval = setInterval(() => void this.read(), EVERY_MS).unref();
    redis.on('ready', () => void this.read());
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Never rejects: while Redis is away, the epoch stays what it was. */
  read(): Promise<void> {
    this.reading ??= this.readOnce()
      .catch(() => undefined)
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }

  stop(): void {
    clearInterval(this.interval);
  }

  private async readOnce(): Promise<void> {
    const [info] = await Promise.all([
      this.redis.info('server'),
      this.redis.set(KEY, randomBytes(8).toString('hex'), 'NX'),
    ]);
    const runId = /run_id:(\w+)/.exec(info)?.[1] ?? 'none';
    const epoch = `${runId.slice(0, 12)}.${(await this.redis.get(KEY)) ?? 'none'}`;
    if (epoch === this.current) return;
    const first = this.current === 'unknown';
    this.current = epoch;
    if (!first) for (const listener of this.listeners) listener();
  }
}
