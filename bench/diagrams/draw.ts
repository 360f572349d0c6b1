/**
 * `npm run diagrams`: plays each scene on a system of its own and writes what was recorded to docs/diagrams, as Mermaid and
 * as SVG. The same scenes give the same files.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { inventoryActor } from '../../actors/inventory/index.ts';
import { orderActor } from '../../actors/order/index.ts';
import { inProcessProvider, paymentActor } from '../../actors/payment/index.ts';
import { shippingActor } from '../../actors/shipping/index.ts';
import { startEmbedded } from '../../embedded/index.ts';
import { prepareDatabase, sagaPolicies } from '../../platform.ts';
import { startRuntime } from '../../runtime/runtime.ts';
import { toMermaid } from './mermaid.ts';
import { record, scenes } from './scenes.ts';
import { toSvg } from './svg.ts';

const target = join(import.meta.dirname, '../../docs/diagrams');
const dataDir = await mkdtemp(join(tmpdir(), 'orderly-diagrams-'));
const say = (text: string) => console.error(text);
const servers = await startEmbedded({ dataDir, postgres: true, redis: true, log: { info: say, warn: say } });
const databaseUrl = servers.databaseUrl as string;
await prepareDatabase(databaseUrl);
const runtime = await startRuntime({
  databaseUrl,
  redisUrl: servers.redisUrl as string,
  actors: [orderActor(), inventoryActor(), shippingActor(), paymentActor({ provider: inProcessProvider() })],
  policies: sagaPolicies,
  roles: { worker: true, relay: true, timer: true, projection: true },
  delivery: 'queue',
  retry: { attempts: 5, backoffMs: 200 },
  concurrency: 10,
  cacheSize: 1_000,
  readConnections: 2,
  log: pino({ level: process.env.LOG_LEVEL ?? 'warn' }, pino.destination(2)),
});
try {
  await mkdir(target, { recursive: true });
  for (const scene of scenes) {
    const steps = await record(runtime, scene);
    await writeFile(join(target, `${scene.name}.mmd`), toMermaid(scene.title, steps));
    await writeFile(join(target, `${scene.name}.svg`), toSvg(scene.title, steps));
    console.log(`docs/diagrams/${scene.name}.mmd and .svg: ${steps.length} steps`);
  }
} finally {
  await runtime.stop();
  await servers.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
