/** Whether the node process that works the sagas grows: its memory every so many sagas, garbage collected beforehand. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { closedLoop, type LoopResult } from '../closed-loop.ts';
import { figure, table } from '../compare/document.ts';
import { placeOrders } from '../order-sagas.ts';
import { settled } from '../settled.ts';
import { startServers } from '../system.ts';
import { LOCAL, withSystem } from './stage.ts';

export interface MemoryOptions {
  sagas: number;
  /** Sagas between two looks. */
  every: number;
}

interface Look {
  sagas: number;
  perSecond: number;
  /** Megabytes. */
  heap: number;
  outside: number;
  resident: number;
}

const LOAD = { inFlight: 256, declinedPercent: 10 };
/** Payments: the provider's books are no part of what is looked at. */
const REMEMBERED = 10_000;
const MB = 1_048_576;
/** The cache of actors, the machine code and the pools have their size by then. */
const WARM_UP_SHARE = 0.1;

/** Runs the sagas through one process, with the provider in it, and looks at it on the way. */
export async function memory({ sagas, every }: MemoryOptions): Promise<string> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const servers = await startServers();
  const looks: Look[] = [];
  try {
    await withSystem(servers, { ...LOCAL, remember: REMEMBERED }, async ({ runtime }) => {
      const place = placeOrders(runtime, 'orchestration');
      for (let done = 0; done < sagas; done += every) {
        const result = await closedLoop(place, { ...LOAD, sagas: every });
        await settled(servers.databaseUrl);
        const { rss } = process.memoryUsage();
        collectGarbage();
        looks.push(look(done + every, result, rss));
        console.error(JSON.stringify(looks.at(-1)));
      }
    });
  } finally {
    await servers.stop();
  }
  return inWords(looks);
}

function look(sagas: number, { elapsedMs, latencies }: LoopResult, rss: number): Look {
  const { heapUsed, external } = process.memoryUsage();
  return {
    sagas,
    perSecond: (latencies.length / elapsedMs) * 1_000,
    heap: heapUsed / MB,
    outside: external / MB,
    resident: rss / MB,
  };
}

function inWords(looks: readonly Look[]): string {
  const last = looks.at(-1)?.sagas ?? 0;
  const shown = looks.filter(
    (_, index) => index % Math.ceil(looks.length / 10) === 0 || index === looks.length - 1,
  );
  const warm = looks.filter(({ sagas }) => sagas > last * WARM_UP_SHARE);
  const columns = ['sagas', 'sagas/s', 'heap MB', 'outside of it MB', 'resident MB'];
  const rows = shown.map((each) =>
    [each.sagas, each.perSecond, each.heap, each.outside, each.resident].map(figure),
  );
  return [
    'One process, local delivery, chained, 256 in flight, the payment provider in it. The heap after a collection of ' +
      'garbage; what is resident before it, with a young generation of up to 192 MB.',
    table(columns, rows),
    `After the first tenth the heap grew by ${figure(slope(warm) * MB)} bytes a saga.`,
  ].join('\n\n');
}

/** Megabytes of heap a saga, by least squares. */
function slope(looks: readonly Look[]): number {
  const mean = (of: (look: Look) => number) => looks.reduce((sum, each) => sum + of(each), 0) / looks.length;
  const [x, y] = [mean(({ sagas }) => sagas), mean(({ heap }) => heap)];
  const spread = mean(({ sagas }) => (sagas - x) ** 2);
  return spread === 0 ? 0 : mean(({ sagas, heap }) => (sagas - x) * (heap - y)) / spread;
}
