/**
 * `npm run bench:console`: what the console costs. How much the first load brings and how soon it can be used, and how
 * much CPU the fleet takes over many actors and the list of orders under load, in the page and in the server.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from '../bin/build-console.mjs';
import { findFreePort } from '../embedded/free-port.ts';
import { findRunning } from '../embedded/index.ts';
import { launchBrowser } from '../tests/browser/browser.ts';
import { getChromium } from '../tests/browser/chromium.ts';
import { doorAt, type OrderAnswer, orderBody } from '../tests/setup/door.ts';
import { endProcesses, startProcess } from '../tests/setup/process.ts';
import { optionsOrExit, wholeNumber } from './command-line.ts';
import { figure, table } from './compare/document.ts';
import { CpuWatch } from './console/cpu-watch.ts';
import { tellCrashes } from './console/crashes.ts';
import { firstLoad } from './console/first-load.ts';
import { keepAlive } from './console/live-orders.ts';
import { copyOrder } from './growth/copies.ts';

const ROOT = join(import.meta.dirname, '..');
const WATCHED_MS = 15_000;
const LIVE_ORDERS = 100;
const ASKED = 20;

const { actors } = optionsOrExit({
  script: 'bench:console',
  options: { actors: wholeNumber('actors in the fleet that is looked at', 100_000, { from: 2 }) },
});
const chromium = getChromium((line) => console.error(line));
if (!chromium || !buildConsole(ROOT, process.execPath))
  throw new Error('It needs a Chromium and the built console');

const dataDir = await mkdtemp(join(tmpdir(), 'orderly-console-'));
const settings = { PORT: String(await findFreePort()), DATA_DIR: dataDir, PAYMENT_SLOW_MS: '5000' };
const browser = await launchBrowser(chromium);
await tellCrashes(browser, (line) => console.error(line));
try {
  const server = startProcess('main.ts', [], settings);
  const url = await server.ready;
  const { databaseUrl = '' } = await findRunning(dataDir);
  const call = doorAt(url);
  const { body } = await call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=10' });
  const watch = new CpuWatch(browser, server.pid, dataDir);
  const rows: string[][] = [];

  for (const [name, path, content] of [
    ['Shop', '/shop', '.product'],
    ['An order', `/orders/${body.orderId}`, '.chart-state.now'],
  ] as const) {
    const { bytes, workerBytes, interactiveMs } = await firstLoad(browser, url + path, content);
    rows.push([`${name}: first load, compressed`, `${figure(bytes / 1_000)} kB`]);
    if (workerBytes > 0) rows.push([`${name}: the layout's worker, later`, `${figure(workerBytes / 1_000)} kB`]);
    rows.push([`${name}: until it can be used, median of 5`, `${figure(interactiveMs)} ms`]);
  }

  const page = await browser.newPage();
  const quiet = async (name: string, path: string, content: string) => {
    await page.goto(url + path);
    await page.locator(content).first().waitFor();
    await page.waitForTimeout(3_000);
    const { page: inPage, server: inServer } = await watch.during(() => page.waitForTimeout(WATCHED_MS));
    rows.push([`${name}: CPU of the page`, `${figure(inPage)} % of a core`]);
    rows.push([`${name}: CPU of server, PostgreSQL and Redis`, `${figure(inServer)} % of a core`]);
  };

  await page.goto('about:blank');
  const idle = await watch.during(() => page.waitForTimeout(WATCHED_MS));
  rows.push(['Nobody looks: CPU of server, PostgreSQL and Redis', `${figure(idle.server)} % of a core`]);

  const live = keepAlive(call, LIVE_ORDERS);
  await page.waitForTimeout(6_000);
  const loaded = await watch.during(() => page.waitForTimeout(WATCHED_MS));
  rows.push([
    `${LIVE_ORDERS} live orders, nobody looks: CPU of the servers`,
    `${figure(loaded.server)} % of a core`,
  ]);
  await quiet(`${LIVE_ORDERS} live orders, their list is open`, '/orders', 'tr[data-order]');
  await live.stop();

  await copyOrder(databaseUrl, body.orderId, { orders: Math.floor(actors / 2), ids: 'timed' });
  await quiet(`Fleet, ${actors.toLocaleString('en-US')} actors`, '/fleet/order', '.chart-state');
  const answers: number[] = [];
  for (let n = 0; n < ASKED; n += 1) {
    const began = performance.now();
    await fetch(`${url}/trpc/fleet.of?input=${encodeURIComponent('{"type":"order"}')}`).then((r) => r.text());
    answers.push(performance.now() - began);
    await page.waitForTimeout(200);
  }
  rows.push([`Fleet: longest of ${ASKED} answers`, `${figure(Math.max(...answers))} ms`]);
  console.log(table(['', ''], rows));
} finally {
  await browser.close();
  await endProcesses();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
