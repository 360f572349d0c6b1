import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LAPTOP, type OrderAnswer, orderBody } from '../setup/door.ts';
import { openPayments, type Payments } from '../setup/payments.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { faultsOf } from './faults.ts';
import { sendAsIfLost } from './letters.ts';
import { allFindings, describeInBrowser, type Look, type OpenedPage, openScene, type Scene } from './scene.ts';

const LOOKS: [name: string, look: Look][] = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['on a phone', { phone: true }],
];

describeInBrowser('in front of dead letters, a person', () => {
  let payments: Payments;
  let platform: WholeSystem;
  let scene: Scene;
  let opened: OpenedPage;
  /** It waits in chargingPayment behind a letter that cannot be read. */
  let orderId: string;

  beforeAll(async () => {
    payments = await openPayments();
    platform = await startWholeSystem({
      ...payments.settings,
      STEP_TIMEOUT_MS: '600000',
      RETRY_ATTEMPTS: '2',
      RETRY_BACKOFF_MS: '10',
    });
    payments.hold();
    ({ orderId } = (await platform.call<OrderAnswer>('POST', '/api/orders', orderBody())).body);
    const step = async () => (await platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`)).body.step;
    await waitUntil(async () => (await step()) === 'chargingPayment', { message: 'it is being charged' });
    await send(`order/${orderId}`, 'PaymentDeclined', { orderId, reason: 'card_stolen' });
    await send(`inventory/${LAPTOP}`, 'ReceiveStock', { productId: LAPTOP, quantity: 'three' });
    await send('inventory/other', 'ReceiveStock', { productId: 'other', quantity: 'seventeen' });
    await waitUntil(async () => (await open()).length === 3, { message: 'three messages are dead' });
    scene = await openScene(platform.system.url ?? '');
  });
  afterEach(async () => {
    const { strangers, complaints } = opened;
    await opened.close();
    expect({ strangers, complaints }).toEqual({ strangers: [], complaints: [] });
  });
  afterAll(async () => {
    await scene?.close();
    payments?.release();
    await platform?.close();
    await payments?.close();
  });

  interface Letter {
    id: string;
    actor: string;
    parked: number;
  }
  const send = (to: string, type: string, payload: object) =>
    sendAsIfLost(platform.databaseUrl, { to, type, payload });
  const open = async () =>
    (await platform.call<{ items: Letter[] }>('GET', '/api/dead-letters?state=open')).body.items;
  const visit = async (path: string, look?: Look): Promise<Page> => {
    opened = await scene.open(path, look);
    return opened.page;
  };
  const groups = (page: Page) => page.locator('.selectable-list li');
  const removal = (page: Page, words: string) => page.getByRole('button', { name: `Remove filter: ${words}` });
  const areShown = (page: Page, howMany: number) =>
    waitUntil(async () => (await groups(page).count()) === howMany, { message: `${howMany} groups are shown` });

  it('narrows them by actor with the keyboard alone, and Back takes it away again', async () => {
    const page = await visit('/dead-letters');
    await page.getByText('3 in 2 groups, 3 actors parked').waitFor();
    await page.keyboard.press('f');
    const menu = page.getByRole('region', { name: 'Filters' });
    await menu.getByRole('searchbox', { name: 'Search dead letters' }).waitFor();
    const inventory = menu.getByRole('region', { name: 'Actor' }).getByRole('button', { name: 'inventory' });
    await waitUntil(
      async () => {
        await page.keyboard.press('ArrowDown');
        return inventory.evaluate((button) => button.matches(':focus'));
      },
      { message: 'the arrow keys reach the actor' },
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(({ searchParams }) => searchParams.get('actor') === 'inventory');
    await page.getByText('2 of 3 in 1 group, 2 actors parked').waitFor();
    await areShown(page, 1);
    const filter = page.getByRole('button', { name: 'Filter', exact: true });
    await waitUntil(() => filter.evaluate((button) => button.matches(':focus')), { message: 'focus is back' });
    await page.goBack();
    await areShown(page, 2);
    await removal(page, 'Actor inventory').waitFor({ state: 'detached' });
  });

  it('searches their text as it is typed, and acts on those alone that match', async () => {
    const page = await visit('/dead-letters');
    await groups(page).first().waitFor();
    await page.keyboard.press('/');
    const field = page.getByRole('searchbox', { name: 'Search dead letters' });
    await field.fill('SEVENTEEN');
    await page.getByText('1 of 3 in 1 group, 1 actor parked').waitFor();
    await field.press('Enter');
    await field.waitFor({ state: 'detached' });
    await page.getByText('Letter 1 of 1').waitFor();
    await page.getByText('1 letter, ').waitFor();
    await removal(page, 'Text SEVENTEEN').click();
    await page.getByText('3 in 2 groups').waitFor();
  });

  it('finds a group by the words of its title, though no letter says them so', async () => {
    const page = await visit('/dead-letters?q=is%20not%20a%20number');
    await page.getByText('2 of 3 in 1 group').waitFor();
    await page.getByText('Letter 1 of 2').waitFor();
  });

  it('opens an address that names every filter, is told that nothing matches, and sees all again', async () => {
    const page = await visit(
      '/dead-letters?actor=order&message=PaymentDeclined&code=INVALID_MESSAGE&q=card_stolen',
    );
    await page.getByText('1 of 3 in 1 group').waitFor();
    for (const words of [
      'Actor order',
      'Message PaymentDeclined',
      'Error code INVALID_MESSAGE',
      'Text card_stolen',
    ])
      await removal(page, words).waitFor();
    await page.goto(new URL('/dead-letters?actor=order&q=seventeen', page.url()).href);
    await page.getByRole('heading', { name: 'No dead letter says "seventeen"' }).waitFor();
    await page.getByText('Searched 3 letters that are open.').waitFor();
    await page.getByRole('button', { name: 'Show all open letters' }).click();
    await page.getByText('3 in 2 groups').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('looks back at those that were discarded, and why', async () => {
    const letter = (await open()).find(({ actor }) => actor === 'inventory/other');
    await platform.call('POST', `/api/dead-letters/${letter?.id}/discard`, { reason: 'a word for a number' });
    const page = await visit('/dead-letters');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('region', { name: 'State' }).getByRole('button', { name: 'discarded' }).click();
    await page.getByText('1 discarded in 1 group').waitFor();
    const card = page.locator('.card', { hasText: 'What was done with it' });
    await card.getByText('"a word for a number"').waitFor();
    await card.getByText('"seventeen"').waitFor();
    await page.getByRole('button', { name: 'Discard…' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove filter: State discarded' }).click();
    await page.getByRole('button', { name: 'Discard…' }).waitFor();
  });

  it.each(LOOKS)('finds filter, results and emptiness accessible and uncut, %s', async (_, look) => {
    const page = await visit('/dead-letters', look);
    const found: Record<string, string[]> = {};
    const examine = async (name: string) => {
      const findings = [...(await allFindings(page)), ...(await faultsOf(page))];
      if (findings.length > 0) found[name] = findings;
    };
    await page.locator('.dry-run header').waitFor();
    if (!look.phone) {
      await page.keyboard.press('f');
      await page.getByRole('region', { name: 'Filters' }).waitFor();
      const findings = await allFindings(page);
      if (findings.length > 0) found.menu = findings;
    }
    for (const [search, content] of [
      ['?actor=order&q=card_stolen', '.dry-run header'],
      ['?state=discarded', '.settled-split'],
      ['?q=nobody', '.empty'],
    ] as const) {
      await page.goto(new URL(`/dead-letters${search}&theme=${look.theme ?? 'light'}`, page.url()).href);
      await page.locator(content).first().waitFor();
      await examine(search);
    }
    expect(found).toEqual({});
  });

  it("sees on the order's page which waiting messages it would ignore, and which others it would", async () => {
    const parked = async (howMany: number) =>
      waitUntil(async () => (await open()).some((letter) => letter.parked === howMany), {
        message: `${howMany} messages wait behind the letter`,
      });
    await send(`order/${orderId}`, 'StockReserved', { orderId });
    await parked(1);
    await send(`order/${orderId}`, 'CancelOrder', {});
    await parked(2);
    await send(`order/${orderId}`, 'CancelOrder', {});
    await parked(3);
    const page = await visit(`/orders/${orderId}`);
    const card = page.locator('.card', { has: page.getByRole('heading', { name: 'What it waits for' }) });
    const row = (text: string) => card.locator('li', { hasText: text });
    await row('PaymentDeclined → releasingStock').getByRole('link', { name: 'fix it' }).waitFor();
    await row('StockReserved would be ignored').getByText('waits behind it').waitFor();
    await row('CancelOrder → refundingPayment').waitFor();
    await row('CancelOrder would be ignored').waitFor();
    await card.getByText(/^\d+ messages would be ignored$/).click();
    const ignored = (await card.locator('details p').textContent())?.split(', ') ?? [];
    expect(ignored).toEqual(expect.arrayContaining(['PlaceOrder', 'StockReserved', 'ShipmentPrepared']));
    for (const taken of ['PaymentCharged', 'PaymentDeclined', 'CancelOrder']) expect(ignored).not.toContain(taken);
    expect(await allFindings(page)).toEqual([]);
  });
});
