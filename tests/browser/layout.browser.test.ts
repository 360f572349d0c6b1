import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openPayments, type Payments } from '../setup/payments.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { faultsOf, widerText } from './faults.ts';
import { allFindings, describeInBrowser, type Look, openScene, type Scene } from './scene.ts';
import { fillShowcase, type Showcase } from './showcase.ts';

/** Every page, and what is there once it has its content. */
const PAGES: Record<string, [path: (showcase: Showcase) => string, content: string]> = {
  orders: [() => '/orders', 'tr[data-order]'],
  'no orders': [() => '/orders?q=nobody', '.empty'],
  'a stuck order': [({ stuckOrder }) => `/orders/${stuckOrder}`, '.chart-state.now'],
  'its conversation': [({ stuckOrder }) => `/orders/${stuckOrder}?tab=conversation`, '.chart-state.now'],
  'its past': [({ stuckOrder }) => `/orders/${stuckOrder}?turn=1`, '.chart-state.now'],
  signals: [({ partialSignal }) => `/signals/${partialSignal}`, '.viz'],
  fleet: [() => '/fleet/order', '.chart-state'],
  'dead letters': [() => '/dead-letters', '.dry-run header'],
  'filtered dead letters': [() => '/dead-letters?actor=order&q=card', '.dry-run header'],
  'no dead letters that match': [() => '/dead-letters?q=nobody', '.empty'],
  queues: [() => '/transport', '.queue-table tbody tr'],
  events: [() => '/events', '.events tbody tr'],
  analytics: [() => '/analytics', '.figures'],
  customers: [() => '/customers', '.customer-figures'],
  notifications: [() => '/notifications', '.notification'],
  shop: [() => '/shop', '.product'],
  'API and tools': [({ stuckOrder }) => `/tools?actor=order/${stuckOrder}`, '.tools a'],
};

/** 200 % of a window of 1440 px is a window of half as many. */
const SIZES: [name: string, look: Look][] = [
  ['a desktop', {}],
  ['a desktop with text 8 % wider', { before: widerText(0.08) }],
  ['a small desktop', { size: { width: 1100, height: 800 } }],
  ['a small desktop with text 8 % wider', { size: { width: 1100, height: 800 }, before: widerText(0.08) }],
  ['a desktop at 200 %', { size: { width: 720, height: 450 } }],
  ['320 px', { size: { width: 320, height: 700 } }],
];
const LOOKS: [name: string, look: Look][] = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['light on a phone', { theme: 'light', phone: true }],
  ['dark on a phone', { theme: 'dark', phone: true }],
];

describeInBrowser('every page', () => {
  let payments: Payments;
  let platform: WholeSystem;
  let scene: Scene;
  let showcase: Showcase;
  beforeAll(async () => {
    payments = await openPayments();
    platform = await startWholeSystem({
      ...payments.settings,
      DEV_CONTROLS: 'on',
      SIGNAL_TIMEOUT_MS: '6000',
      PROCESSOR_DELAY_MS: '50',
      RETRY_ATTEMPTS: '2',
      RETRY_BACKOFF_MS: '10',
    });
    scene = await openScene(platform.system.url ?? '');
    showcase = await fillShowcase(platform, payments);
  });
  afterAll(async () => {
    await scene?.close();
    await platform?.close();
    await payments?.close();
  });

  /** What `look` finds on each page; pages without findings are left out. */
  async function everywhere(
    look: Look,
    find: (page: Awaited<ReturnType<Scene['open']>>['page']) => Promise<string[]>,
  ): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    const { page, close } = await scene.open('/tools', look);
    for (const [name, [path, content]] of Object.entries(PAGES)) {
      const address = new URL(path(showcase), platform.system.url);
      address.searchParams.set('still', '1');
      address.searchParams.set('theme', look.theme ?? 'light');
      await page.goto(address.href);
      await page.locator(content).first().waitFor();
      const findings = await find(page);
      if (findings.length > 0) found[name] = findings;
    }
    await close();
    return found;
  }

  it.each(SIZES)('has room for its words on %s', async (_, look) => {
    expect(await everywhere(look, faultsOf)).toEqual({});
  });

  it.each(LOOKS)('gives axe nothing to find, %s', async (_, look) => {
    expect(await everywhere(look, allFindings)).toEqual({});
  });
});
