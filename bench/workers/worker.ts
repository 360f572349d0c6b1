/** One of several processes: works its shards, and keeps its part of the orders under way. Told what to do by its parent. */
import { randomUUID } from 'node:crypto';
import { closedLoop, type Ending, type Place } from '../closed-loop.ts';
import { orderPayload } from '../order-sagas.ts';
import { startSystem } from '../system.ts';
import { type Part, type PartDone, productId, type WorkerSettings } from './part.ts';

const DECLINED_PERCENT = 10;
const ENDS = { OrderConfirmed: 'confirmed', OrderCancelled: 'cancelled' } as const;
const MOST_DRAWS = 1_000;

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const { runtime } = await startSystem(settings, { ...settings, chain: 10, provider: 'in-process' });
let conflicts = 0;
runtime.onCommit((batch) => {
  conflicts += batch.conflicts.length;
});
const place = placeAnywhere();

process.on('message', async ({ sagas, inFlight }: Part) => {
  const before = process.cpuUsage();
  const begun = conflicts;
  const { latencies, elapsedMs } = await closedLoop(place, { sagas, inFlight, declinedPercent: DECLINED_PERCENT });
  const { user, system } = process.cpuUsage(before);
  const done: PartDone = { latencies, elapsedMs, cpuMs: (user + system) / 1_000, conflicts: conflicts - begun };
  process.send?.(done);
});
process.send?.('ready');

/** An order may end in another process: then the events tell. */
function placeAnywhere(): Place {
  const waiting = new Map<string, (how: Ending) => void>();
  const end = (address: string, how: Ending) => {
    const ended = waiting.get(address);
    waiting.delete(address);
    ended?.(how);
  };
  runtime.onCommit((batch) => {
    for (const { address, snapshot } of batch.moved)
      if (snapshot.status !== 'active') end(address, snapshot.value as Ending);
  });
  if (settings.ids === 'any') {
    runtime.onEvents((events) => {
      for (const { actor, type } of events) {
        const how = ENDS[type as keyof typeof ENDS];
        if (how) end(actor, how);
      }
    });
  }
  const newAddress = () => `order/${randomUUID()}` as const;
  return (declined, ended, failed) => {
    let to = newAddress();
    for (let draws = 1; settings.ids === 'own' && !runtime.owns(to) && draws < MOST_DRAWS; draws += 1)
      to = newAddress();
    waiting.set(to, ended);
    const product = productId(Math.floor(Math.random() * settings.products));
    const payload = orderPayload(declined ? 'pm_declined' : 'pm_ok', 'orchestration', product);
    runtime.execute({ to, type: 'PlaceOrder', payload }).catch(failed);
  };
}
