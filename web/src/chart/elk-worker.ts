import type { ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { LayOut } from './layout.ts';

/**
 * elk in its own worker: 1.6 MB that the page itself never loads. Started by the first chart that is not in the cache,
 * ended when nothing was laid out for a while.
 */

const IDLE_MS = 20_000;

let running: Promise<{ layOut: LayOut; end(): void }> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

async function start() {
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const elk = new Elk({ workerFactory: () => new Worker(workerUrl) });
  return { layOut: (graph: ElkNode) => elk.layout(graph), end: () => elk.terminateWorker() };
}

export const layOutInWorker: LayOut = async (graph) => {
  clearTimeout(timer);
  running ??= start();
  const elk = await running;
  try {
    return await elk.layOut(graph);
  } finally {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = undefined;
      elk.end();
    }, IDLE_MS);
  }
};
