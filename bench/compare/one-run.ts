/** One run of Orderly in a process of its own: the options of `npm run bench` and `--seconds`, one line of JSON. */
import { checkPlatform } from '../../platform-check.ts';
import { benchOptions } from '../options.ts';
import { fillShelf, PRODUCT, placeOrders } from '../order-sagas.ts';
import { settled } from '../settled.ts';
import { type BenchServers, type BenchSystem, startServers, startSystem } from '../system.ts';
import { query } from './counters.ts';
import { measure } from './measure.ts';

const BOOKS = `
  SELECT (SELECT count(*) FROM actors WHERE type = 'order' AND state = 'confirmed')::int AS confirmed,
         (SELECT count(*) FROM actors WHERE type = 'order' AND state = 'cancelled')::int AS cancelled,
         (SELECT count(*) FROM payments WHERE status = 'charged')::int AS charged,
         (SELECT count(*) FROM shipments WHERE status = 'prepared')::int AS prepared,
         (SELECT shipped FROM products WHERE product_id = $1)::int AS shipped,
         (SELECT reserved FROM products WHERE product_id = $1)::int AS reserved`;

const argv = process.argv.slice(2);
const seconds = Number(argv.shift());
const options = benchOptions(argv);
const servers = await startServers();
try {
  const system = await startSystem(servers, options);
  await fillShelf(system.runtime);
  const figures = await measure(
    {
      ...servers,
      place: placeOrders(system.runtime, options.fulfilment),
      settled: () => settled(servers.databaseUrl),
      stop: system.stop,
      check: (ends) => check(servers, system, ends),
    },
    { inFlight: options.inFlight, declinedPercent: options.declinedPercent, seconds },
  );
  console.log(JSON.stringify(figures));
} finally {
  await servers.stop();
}

/** Counts the rows of each service, and then has the checker look at everything that must always hold. */
async function check(
  { databaseUrl }: BenchServers,
  { ledger }: BenchSystem,
  { confirmed, cancelled }: { confirmed: number; cancelled: number },
): Promise<string[]> {
  const [books] = await query<Record<string, number>>(databaseUrl, BOOKS, [PRODUCT]);
  const expected = {
    confirmed,
    cancelled,
    charged: confirmed,
    prepared: confirmed,
    shipped: confirmed,
    reserved: 0,
  };
  const wrong = Object.entries(expected).flatMap(([what, count]) =>
    books?.[what] === count ? [] : [`${what}: ${books?.[what]} instead of ${count}`],
  );
  const { checks } = await checkPlatform(databaseUrl, ledger);
  return [...wrong, ...checks.flatMap(({ name, violations }) => violations.map((line) => `${name}: ${line}`))];
}
