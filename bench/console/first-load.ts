import type { Browser } from 'playwright-core';
import { percentile } from '../compare/statistics.ts';

const ROUNDS = 5;
/** The worker of the layout comes after the first paint, and is kept for good. */
const WORKER = /elk-worker/;
const FILE = /\.(?:js|css|html|svg)$/;

export interface FirstLoad {
  /** Compressed, as they were sent. */
  bytes: number;
  workerBytes: number;
  /** From the click on the link until the content stands there and the page answers. */
  interactiveMs: number;
}

/** In the page: when the content first stood there, and when the last long task before and around that had ended. */
const observe = (content: string) => `
  globalThis.longTaskEnd = 0;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTaskEnd = startTime + duration;
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector(${JSON.stringify(content)})) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => (globalThis.contentAt = performance.now())));
  }).observe(document, { childList: true, subtree: true });`;

/** Each round is a person who was never here: nothing is cached. */
export async function firstLoad(browser: Browser, address: string, content: string): Promise<FirstLoad> {
  const times: number[] = [];
  let sizes = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    sizes = new Map();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addInitScript(observe(content));
    const page = await context.newPage();
    page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (FILE.test(pathname) || response.request().isNavigationRequest())
        sizes.set(pathname, Number((await response.allHeaders())['content-length'] ?? 0));
    });
    await page.goto(address);
    await page.locator(content).first().waitFor();
    await page.waitForTimeout(1_000);
    times.push((await page.evaluate('Math.max(globalThis.contentAt, globalThis.longTaskEnd)')) as number);
    await context.close();
  }
  const sum = (isIt: (name: string) => boolean) =>
    [...sizes].filter(([name]) => isIt(name)).reduce((total, [, size]) => total + size, 0);
  return {
    bytes: sum((name) => !WORKER.test(name)),
    workerBytes: sum((name) => WORKER.test(name)),
    interactiveMs: percentile(
      times.sort((a, b) => a - b),
      0.5,
    ),
  };
}
