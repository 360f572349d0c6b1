import type { Logger } from 'pino';
import { Connection } from '../store/connection.ts';

const RECONNECT_MS = 500;

/**
 * Runs `work` again and again on a connection of its own, `everyMs` after the last run ended, or at once when it is poked.
 * A failing run is logged and tried again; a lost connection is opened anew.
 */
export class Periodic {
  private readonly options: {
    name: string;
    databaseUrl: string;
    everyMs: number;
    log: Logger;
    work(connection: Connection): Promise<void>;
  };
  private readonly loop: Promise<void>;
  private stopping = false;
  private wake: () => void = () => undefined;
  private poked = false;

  constructor(options: Periodic['options']) {
    this.options = options;
    this.loop = this.run();
  }

  poke(): void {
    this.poked = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { name, databaseUrl, everyMs, log, work } = this.options;
    let connection: Connection | undefined;
    while (!this.stopping) {
      let pause = everyMs;
      try {
        if (!connection || connection.dead) connection = await Connection.open(databaseUrl, name);
        this.poked = false;
        await work(connection);
      } catch (err) {
        log.debug({ err, loop: name }, 'a periodic run failed');
        await connection?.close();
        connection = undefined;
        pause = Math.max(everyMs, RECONNECT_MS);
      }
      await this.rest(pause);
    }
    await connection?.close();
  }

  private rest(ms: number): Promise<void> {
    if (this.stopping || this.poked) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
