/** How many orders a second the door takes, over HTTP, durably, from another process, with the sagas running behind it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { orderBody } from '../../demo/order-body.ts';
import { startProcess } from '../../demo/system.ts';
import { findFreePort } from '../../embedded/free-port.ts';
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { percentile } from '../compare/statistics.ts';
import { type BenchServers, startServers } from '../system.ts';
import { type LoadResult, postLoad } from './load.ts';

const ACCEPTED = 202;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = [16, 64, 128, 256];
/** As many customers: one alone would be a hot actor, and what is measured its own queue. */
const BODIES = Array.from({ length: 1_000 }, () => orderBody({ customerId: randomUUID() }));
const REST_MS = 120_000;
const STATES = `
  SELECT count(*)::int AS orders, count(*) FILTER (WHERE status = 'active')::int AS open FROM actors WHERE type = 'order'`;

/** Which process has which roles, and how the table calls it. */
const SETUPS: readonly { name: string; doors: readonly string[]; beside: readonly string[] }[] = [
  { name: 'one process', doors: [], beside: [] },
  {
    name: '`--role api` beside another process',
    doors: ['api'],
    beside: ['worker', 'relay', 'timer', 'projection', 'sandbox', 'processor-1', 'processor-2', 'processor-3'],
  },
];

/** Loads a started system, in each setup and with each number of connections, for so many seconds. */
export async function acceptance(seconds: number): Promise<string> {
  const rows: string[][] = [];
  for (const setup of SETUPS) {
    const servers = await startServers();
    try {
      rows.push(...(await load(servers, setup, seconds)));
    } finally {
      await servers.stop();
    }
  }
  return [
    '`DELIVERY=local`; the load comes from a process of its own on the same two cores, in the name of 1,000 customers. Every ' +
      'order that was accepted was found in the database and reached its end.',
    table(
      ['', 'connections', 'accepted/s', 'p50 ms', 'p99 ms', 'orders still open then', 'all ended after'],
      rows,
    ),
  ].join('\n\n');
}

async function load(
  { databaseUrl, redisUrl, dataDir }: BenchServers,
  { name, doors, beside }: (typeof SETUPS)[number],
  seconds: number,
): Promise<string[][]> {
  const [port, sandboxPort] = await Promise.all([findFreePort(), findFreePort()]);
  const settings = {
    ...(process.env as Record<string, string>),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: join(dataDir, 'system'),
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    PAYMENT_URL: `http://127.0.0.1:${sandboxPort}`,
    DELIVERY: 'local',
  };
  const processes = [doors, ...(beside.length > 0 ? [beside] : [])].map((roles) => startProcess(settings, roles));
  const url = new URL(`http://127.0.0.1:${port}/api/orders`);
  try {
    await Promise.all(processes.map(({ ready }) => ready));
    let accepted = 0;
    const post = async (connections: number, forSeconds: number) => {
      const result = await postLoad(url, BODIES, { connections, seconds: forSeconds });
      accepted += acceptedOf(result);
      return { result, open: await openAfter(databaseUrl, accepted) };
    };
    await post(CONNECTIONS[0] ?? 1, WARM_UP_SECONDS);
    const rows: string[][] = [];
    for (const connections of CONNECTIONS) {
      const { result, open } = await post(connections, seconds);
      rows.push([name, ...row(connections, result, open.atOnce, open.atRestMs)]);
    }
    return rows;
  } finally {
    await Promise.all(processes.map((started) => started.end('SIGTERM')));
  }
}

function acceptedOf({ statuses }: LoadResult): number {
  const others = [...statuses].filter(([status]) => status !== ACCEPTED);
  if (others.length > 0)
    throw new Error(
      `answers other than ${ACCEPTED}: ${others.map(([status, count]) => `${count} × ${status}`).join(', ')}`,
    );
  return statuses.get(ACCEPTED) ?? 0;
}

/** Waits until all have ended; how many had not when the load ended, and how long the rest took. */
async function openAfter(databaseUrl: string, accepted: number): Promise<{ atOnce: number; atRestMs: number }> {
  const began = performance.now();
  const look = async () => (await query<{ orders: number; open: number }>(databaseUrl, STATES))[0];
  const atOnce = (await look())?.open ?? 0;
  for (;;) {
    const states = await look();
    const atRestMs = performance.now() - began;
    if (states?.orders === accepted && states.open === 0) return { atOnce, atRestMs };
    if (atRestMs > REST_MS)
      throw new Error(
        `${accepted} orders were accepted; ${states?.orders} are there, ${states?.open} of them open`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function row(connections: number, { latencies, elapsedMs }: LoadResult, open: number, restMs: number): string[] {
  const sorted = latencies.sort((a, b) => a - b);
  return [
    figure(connections),
    figure((sorted.length / elapsedMs) * 1_000),
    figure(percentile(sorted, 0.5)),
    figure(percentile(sorted, 0.99)),
    figure(open),
    `${(restMs / 1_000).toFixed(1)} s`,
  ];
}
