/**
 * Starts a server and keeps it running.
 *
 * The first start chooses the port, another one where it was taken meanwhile. A server that ends without having been
 * asked to is started again on the same port: whoever uses it sees a short outage and not the end.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ServerDidNotStart } from './errors.ts';
import { findFreePort } from './free-port.ts';
import { type GuardedProcess, tailOf } from './guarded-process.ts';
import type { Log } from './log.ts';

const FIRST_TRIES = 4;
const PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export interface ServerPlan {
  readonly name: string;
  readonly log: Log;
  readonly logFile: string;
  /** The port of the last time, to be used again: addresses that people noted stay right. */
  readonly lastPort: number | undefined;
  launch(port: number): GuardedProcess;
  /** Resolves when the server can be used; rejects when it cannot. */
  untilReady(port: number, server: GuardedProcess): Promise<void>;
}

export interface Supervised {
  readonly port: number;
  stop(): Promise<void>;
}

async function startOnce(plan: ServerPlan, port: number): Promise<GuardedProcess> {
  const server = plan.launch(port);
  try {
    await plan.untilReady(port, server);
    return server;
  } catch (error) {
    await server.stop();
    throw new ServerDidNotStart(plan.name, (error as Error).message, tailOf(plan.logFile));
  }
}

async function startFirst(plan: ServerPlan): Promise<{ port: number; server: GuardedProcess }> {
  for (let tried = 1; ; tried += 1) {
    const port = await findFreePort(plan.lastPort);
    try {
      return { port, server: await startOnce(plan, port) };
    } catch (error) {
      if (tried === FIRST_TRIES) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** @throws {ServerDidNotStart} when the first start fails several times. */
export async function supervise(plan: ServerPlan): Promise<Supervised> {
  const stopping = new AbortController();
  const first = await startFirst(plan);
  let current = first.server;

  async function startAgain(): Promise<void> {
    for (let pause = PAUSE_MS; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      try {
        current = await startOnce(plan, first.port);
        plan.log.info(`The embedded ${plan.name} runs again.`);
        return;
      } catch (error) {
        plan.log.warn(String(error));
      }
    }
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const code = await current.ended;
      if (stopping.signal.aborted) return;
      plan.log.warn(`The embedded ${plan.name} ended with exit code ${code}; starting it again.`);
      await startAgain();
    }
  }

  const watching = watch();
  return {
    port: first.port,
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
      await current.stop(); // a start that was under way has put another one in its place
    },
  };
}
