import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Response } from 'playwright-core';
import { type Door, LAPTOP, type OrderAnswer, orderBody } from '../setup/door.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { sendAsIfLost } from './letters.ts';
import { describeInBrowser, openScene, type Scene, seriousFindings } from './scene.ts';

/** Each page, and what is there once it has its content. */
const PAGES: [path: string, content: string][] = [
  ['/orders', 'tbody tr[data-order]'],
  ['/signals', '.viz'],
  ['/fleet', '.chart svg'],
  ['/fleet/order?state=confirmed', '.whereabouts a'],
  ['/orders?state=confirmed', 'tbody tr[data-order]'],
  ['/dead-letters', '.dry-run header'],
  ['/transport', '.queue-table tbody tr'],
  ['/events', '.events tbody tr'],
  ['/analytics', '.figures'],
  ['/customers', '.customer-figures'],
  ['/notifications', '.notification'],
  ['/shop', '.product'],
  ['/tools', '.tools a'],
];
const LOOKS = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['at phone width', { theme: 'light', phone: true }],
] as const;

/** First load of the pages that a shopper sees, in bytes of the compressed files. */
const BUDGET = 300_000;

describeInBrowser('every page of the console', () => {
  let platform: WholeSystem;
  let scene: Scene;
  let order: OrderAnswer;

  beforeAll(async () => {
    platform = await startWholeSystem({ PROCESSOR_DELAY_MS: '20', RETRY_ATTEMPTS: '2', RETRY_BACKOFF_MS: '10' });
    scene = await openScene(platform.system.url ?? '');
    order = await fill(platform);
  });
  afterAll(async () => {
    await scene?.close();
    await platform?.close();
  });

  it.each(LOOKS)('is accessible, asks nobody else and does not complain, %s', async (_, look) => {
    const found: Record<string, string[]> = {};
    const { page, strangers, complaints, close } = await scene.open('/orders', look);
    for (const [path, content] of [...PAGES, [`/orders/${order.orderId}?whatif=1`, '.what-if'] as const]) {
      await page.goto(
        new URL(`${path}${path.includes('?') ? '&' : '?'}theme=${look.theme}&still=1`, platform.system.url).href,
      );
      await page.locator(content).first().waitFor();
      const findings = await seriousFindings(page);
      if (findings.length > 0) found[path] = findings;
    }
    await close();
    expect(found).toEqual({});
    expect({ strangers, complaints }).toEqual({ strangers: [], complaints: [] });
  });

  it.each(['/orders?palette=1', '/orders?offline=1'])(
    'is accessible with what floats above it: %s',
    async (path) => {
      for (const theme of ['light', 'dark'] as const) {
        const { page, close } = await scene.open(`${path}&theme=${theme}&still=1`, { theme });
        await page.locator('[role=dialog], .connection').first().waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await close();
      }
    },
  );

  it('says everywhere that the connection is lost', async () => {
    const { page, close } = await scene.open('/orders?offline=1');
    await page.locator('.connection').getByText('Connection lost.').waitFor();
    await page.locator('.sidebar').getByText('Reconnecting').waitFor();
    await close();
  });

  it('shows on a phone what is new of a course that is wider', async () => {
    const { page, close } = await scene.open('/analytics', { phone: true });
    await page.locator('.course .viz').waitFor();
    const isAtItsEnd =
      "(({ scrollLeft, clientWidth, scrollWidth }) => scrollWidth > clientWidth && scrollLeft + clientWidth > scrollWidth - 2)(document.querySelector('.course'))";
    await waitUntil(() => page.evaluate(isAtItsEnd) as Promise<boolean>, { message: 'the course shows its end' });
    await close();
  });

  it.each(['/shop', 'the order'])('loads within its budget: %s', async (path) => {
    const fresh = await scene.browser.newContext();
    const opened = await fresh.newPage();
    const answers: Response[] = [];
    opened.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (/\.(?:js|css|html|svg)$/.test(pathname) || response.request().isNavigationRequest())
        answers.push(response);
    });
    await opened.goto(new URL(path === 'the order' ? `/orders/${order.orderId}` : path, platform.system.url).href);
    await opened
      .locator(path === 'the order' ? '.chart-state.now' : '.product')
      .first()
      .waitFor();
    // The layout's worker comes after the first paint; it is kept for good, and its results too.
    const first = answers.filter((answer) => !answer.url().includes('elk-worker'));
    const sizes = await Promise.all(
      first.map(async (answer) => Number((await answer.allHeaders())['content-length'])),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(first.length).toBeGreaterThan(3);
    expect(total).toBeGreaterThan(20_000);
    expect(total).toBeLessThan(BUDGET);
    await fresh.close();
  });

  it('says where nobody put a page that nothing is there, with status 404 and the ways out', async () => {
    const { page, strangers, close } = await scene.open('/orders');
    const answer = await page.goto(new URL('/no/such/page', platform.system.url).href);
    expect(answer?.status()).toBe(404);
    await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Find or do' }).last().click();
    await page.getByRole('combobox', { name: 'Search or command' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.ways-out').getByRole('link', { name: 'Fleet' }).click();
    await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor();
    expect(strangers).toEqual([]);
    await close();
  });

  it('can be opened and reloaded by its address', async () => {
    for (const [path] of PAGES) {
      const { status, headers } = await fetchPage(platform.system.url ?? '', path);
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
    }
  });
});

async function fetchPage(url: string, path: string): Promise<{ status: number; headers: Headers }> {
  const { status, headers } = await fetch(new URL(path, url));
  return { status, headers };
}

/** Something of everything: orders that end well and badly, a stuck one, dead letters, a signal, a user with mail. */
async function fill({ call, databaseUrl }: WholeSystem): Promise<OrderAnswer> {
  const customerId = 'cccccccc-cccc-cccc-cccc-cccccccccccc';
  await call('POST', '/api/users', { userId: customerId, name: 'Ada Lindqvist', email: 'ada@example.com' });
  const wait = { prefer: 'wait=30' };
  const { body } = await call<OrderAnswer>('POST', '/api/orders', orderBody({ customerId }), wait);
  await call('POST', '/api/orders', orderBody({ customerId, paymentMethod: 'pm_declined' }), wait);
  await call('POST', '/api/orders', orderBody({ customerId, fulfilment: 'choreography' }), wait);
  await call('POST', '/api/signals', { value: 10 });
  for (const quantity of ['ten', '5,0'])
    await sendAsIfLost(databaseUrl, {
      to: `inventory/${LAPTOP}`,
      type: 'ReceiveStock',
      payload: { productId: LAPTOP, quantity },
    });
  await settled(call);
  return body;
}

async function settled(call: Door): Promise<void> {
  const items = async (path: string) => (await call<{ items: unknown[] }>('GET', path)).body.items.length;
  await waitUntil(
    async () =>
      (await items('/api/dead-letters?state=open')) >= 1 &&
      (await items('/api/notifications')) >= 3 &&
      (await items('/api/orders')) >= 3,
    { message: 'the views have caught up' },
  );
}
