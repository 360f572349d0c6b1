/** How fast a view is built anew from its events. */
import { platformProjections } from '../../platform.ts';
import { rebuildView } from '../../runtime/events/rebuild.ts';
import { closedLoop } from '../closed-loop.ts';
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { placeOrders } from '../order-sagas.ts';
import { settled } from '../settled.ts';
import { startServers } from '../system.ts';
import { copyOrder } from './copies.ts';
import { LOCAL, withSystem } from './stage.ts';

const FINISHED = `SELECT substr(address, 7) AS id FROM actors WHERE type = 'order' AND state = 'confirmed' LIMIT 1`;
const REAL = { sagas: 200, inFlight: 32, declinedPercent: 10 };

/** Rebuilds every view over so many orders; the order view must come out as it was. */
export async function rebuild(orders: number): Promise<string> {
  const servers = await startServers();
  try {
    await withSystem(servers, LOCAL, async ({ runtime }) => {
      await closedLoop(placeOrders(runtime, 'orchestration'), REAL);
      await settled(servers.databaseUrl);
    });
    const [finished] = await query<{ id: string }>(servers.databaseUrl, FINISHED);
    await copyOrder(servers.databaseUrl, finished?.id ?? '', { orders, ids: 'timed' });
    const rows: string[][] = [];
    for (const projection of platformProjections) {
      const began = performance.now();
      const { events, rows: built, onlyBefore, onlyAfter } = await rebuildView(servers.databaseUrl, projection);
      const seconds = (performance.now() - began) / 1_000;
      if (projection.table === 'order_views' && onlyBefore + onlyAfter > 0)
        throw new Error(`${onlyBefore + onlyAfter} rows of the order view came out different`);
      rows.push([projection.name, figure(events), figure(built), seconds.toFixed(1), figure(events / seconds)]);
    }
    return [
      'On one core beside an idle system, the comparison of the new view with the old one included:',
      table(['view', 'events', 'rows', 's', 'events/s'], rows),
    ].join('\n\n');
  } finally {
    await servers.stop();
  }
}
