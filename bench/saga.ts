/**
 * `npm run bench`: how many order sagas a second, everything on and durable (fsync, synchronous commit), on the embedded
 * servers. One saga: place, reserve, charge, ship, confirm, or declined, release, cancel; each service writes its row.
 */
import { closedLoop } from './closed-loop.ts';
import { cpuTimes } from './cpu.ts';
import { benchOptions } from './options.ts';
import { fillShelf, placeOrders } from './order-sagas.ts';
import { report } from './report.ts';
import { startServers, startSystem } from './system.ts';

const WARM_UP = 2_000;

const options = benchOptions();
const servers = await startServers((text) => void (options.json || console.error(text)));
const system = await startSystem(servers, options);
try {
  await fillShelf(system.runtime);
  const place = placeOrders(system.runtime, options.fulfilment);
  await closedLoop(place, { ...options, sagas: Math.min(WARM_UP, options.sagas) });
  const before = cpuTimes(servers.dataDir);
  const result = await closedLoop(place, options);
  report(options, result, before, cpuTimes(servers.dataDir));
} finally {
  await system.stop();
  await servers.stop();
}
