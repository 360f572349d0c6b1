/**
 * `npm run screenshots`: starts a system of its own, fills it, and takes the pictures of docs/console/, in light and dark.
 * With names as arguments only those: `npm run screenshots -- order shop`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildConsole } from '../../bin/build-console.mjs';
import { findFreePort } from '../../embedded/free-port.ts';
import { findRunning } from '../../embedded/index.ts';
import { doorAt } from '../setup/door.ts';
import { openPayments } from '../setup/payments.ts';
import { endProcesses, startProcess } from '../setup/process.ts';
import { launchBrowser } from './browser.ts';
import { getChromium } from './chromium.ts';
import { fillShowcase, type Showcase } from './showcase.ts';

interface Picture {
  name: string;
  path(showcase: Showcase): string;
  /** What must be there before the picture is taken. */
  content: string;
  phone?: boolean;
  /** Of the window, px, where all of it needs more than a desktop's. */
  height?: number;
  /** What a person does before it is taken. */
  act?(page: Page): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'docs', 'console');
const PICTURES: readonly Picture[] = [
  { name: 'orders', path: () => '/orders', content: 'tr[data-order]' },
  { name: 'order', path: ({ stuckOrder }) => `/orders/${stuckOrder}`, content: '.chart-state.now', height: 970 },
  { name: 'fleet', path: () => '/fleet/order', content: '.chart-state' },
  {
    name: 'dead-letters',
    path: () => '/dead-letters',
    content: '.dry-run header',
    async act(page) {
      const editor = page.getByRole('textbox', { name: 'Payload' });
      await editor.fill((await editor.inputValue()).replace('card_stolen', 'payment_declined'));
      await page.getByText('Would be accepted', { exact: true }).waitFor();
    },
  },
  { name: 'signals', path: ({ partialSignal }) => `/signals/${partialSignal}`, content: '.viz' },
  { name: 'queues', path: () => '/transport', content: '.queue-table' },
  { name: 'events', path: () => '/events', content: '.events tbody tr' },
  { name: 'analytics', path: () => '/analytics', content: '.figures' },
  {
    name: 'shop',
    path: () => '/shop',
    content: '.product',
    async act(page) {
      const add = async (product: string) =>
        page.getByRole('article', { name: product }).getByRole('button', { name: 'Add' }).click();
      for (const method of ['pm_ok', 'pm_declined', 'pm_slow']) {
        await add('Keyboard');
        await page.getByRole('radio', { name: method }).check();
        await page.getByRole('button', { name: /^Place order/ }).click();
        await page.getByText('The cart is empty', { exact: false }).first().waitFor();
      }
      await page.getByRole('button', { name: 'Close' }).click();
      await add('Laptop');
      await page.getByRole('radio', { name: 'Lost answer' }).check();
      await page.getByRole('combobox', { name: 'Ship to' }).selectOption('AQ');
    },
  },
  {
    name: 'palette',
    path: () => '/orders?palette=1',
    content: '[role=dialog]',
    act: (page) => page.getByRole('combobox', { name: 'Search or command' }).fill('01'),
  },
  { name: 'phone', path: ({ stuckOrder }) => `/orders/${stuckOrder}`, content: '.chart-state.now', phone: true },
];
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Fonts, figures that are read a second time, the chart's place. */
const SETTLE_MS = 1_500;

async function take(browser: Browser, url: string, showcase: Showcase, picture: Picture): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const viewport = picture.phone ? PHONE : { ...DESKTOP, height: picture.height ?? DESKTOP.height };
    const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const address = new URL(picture.path(showcase), url);
    address.searchParams.set('theme', theme);
    address.searchParams.set('still', '1');
    await page.goto(address.href);
    await page.locator(picture.content).first().waitFor();
    await picture.act?.(page);
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(FOLDER, `${picture.name}-${theme}.png`) });
    await context.close();
  }
}

async function main(wanted: readonly string[]): Promise<void> {
  const pictures = PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (pictures.length === 0)
    throw new Error(`There is no such picture; there are ${PICTURES.map(({ name }) => name).join(', ')}`);
  const chromium = getChromium((line) => console.error(line));
  if (!chromium) throw new Error('Pictures need a Chromium');
  if (!buildConsole(ROOT, process.execPath))
    throw new Error('Pictures need the console; why it is not built is said above');
  await mkdir(FOLDER, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-pictures-'));
  const payments = await openPayments();
  const settings = {
    ...payments.settings,
    PORT: String(await findFreePort()),
    DATA_DIR: dataDir,
    SIGNAL_TIMEOUT_MS: '6000',
    RETRY_ATTEMPTS: '4',
    RETRY_BACKOFF_MS: '100',
  };
  let browser: Browser | undefined;
  try {
    const url = await startProcess('main.ts', [], settings).ready;
    const { databaseUrl = '' } = await findRunning(dataDir);
    const showcase = await fillShowcase({ call: doorAt(url), databaseUrl }, payments);
    browser = await launchBrowser(chromium);
    for (const picture of pictures) {
      await take(browser, url, showcase, picture);
      console.log(`docs/console/${picture.name}-light.png, ${picture.name}-dark.png`);
    }
  } finally {
    await browser?.close();
    await endProcesses();
    await payments.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
