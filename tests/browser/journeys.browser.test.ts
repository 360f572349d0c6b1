import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LAPTOP, type OrderAnswer, orderBody } from '../setup/door.ts';
import { openPayments, type Payments } from '../setup/payments.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { fireTimer } from './fire-timer.ts';
import { sendAsIfLost } from './letters.ts';
import { describeInBrowser, type OpenedPage, openScene, type Scene } from './scene.ts';

interface Words {
  textContent: string;
}

describeInBrowser('in the console, a person', () => {
  let payments: Payments;
  let platform: WholeSystem;
  let scene: Scene;
  let opened: OpenedPage;

  beforeAll(async () => {
    payments = await openPayments();
    platform = await startWholeSystem({
      ...payments.settings,
      STEP_TIMEOUT_MS: '600000',
      DEV_CONTROLS: 'on',
      PROCESSOR_DELAY_MS: '300',
      SIGNAL_TIMEOUT_MS: '600000',
      RETRY_ATTEMPTS: '2',
      RETRY_BACKOFF_MS: '10',
      PAYMENT_SLOW_MS: '50',
      TRACE_URL: 'http://127.0.0.1:9/trace/{traceId}',
    });
    scene = await openScene(platform.system.url ?? '');
  });
  afterEach(async () => {
    payments.release();
    const { strangers, complaints } = opened;
    await opened.close();
    expect({ strangers, complaints }).toEqual({ strangers: [], complaints: [] });
  });
  afterAll(async () => {
    await scene?.close();
    await platform?.close();
    await payments?.close();
  });

  const open = async (path: string): Promise<Page> => {
    opened = await scene.open(path);
    return opened.page;
  };

  /** Buys one laptop with this payment method, and opens the order's page. */
  async function buy(page: Page, method: string): Promise<string> {
    await page.getByRole('article', { name: 'Laptop' }).getByRole('button', { name: 'Add' }).click();
    await page.getByRole('radio', { name: method }).check();
    await page.getByRole('button', { name: /^Place order/ }).click();
    await page.getByRole('button', { name: 'Watch it' }).click();
    await page.waitForURL(/\/orders\/.+/);
    return new URL(page.url()).pathname.split('/')[2] as string;
  }

  const current = (page: Page) => page.locator('.chart-state.now').first();

  it('places an order in the shop and watches it to confirmed on its chart', async () => {
    const page = await open('/shop');
    payments.hold();
    const orderId = await buy(page, 'Slow');
    await page.locator('.chart-state.now', { hasText: 'chargingPayment' }).waitFor();
    payments.release();
    await page.locator('.chart-state.now', { hasText: 'confirmed' }).waitFor();
    await page.getByText('Confirmed', { exact: true }).first().waitFor();
    const { body } = await platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`);
    expect(body.status).toBe('confirmed');
    await page.goBack();
    const mine = page.locator('.my-orders tr', { hasText: 'confirmed' });
    await mine.getByText('Confirmed', { exact: true }).waitFor();
  });

  it('places one whose payment is declined, and finds it cancelled with its stock released', async () => {
    const page = await open('/shop');
    await page.getByText('Sandbox: no money moves').waitFor();
    await page.getByRole('radio', { name: 'Declined' }).check();
    await page.getByText('released', { exact: true }).waitFor();
    const orderId = await buy(page, 'Declined');
    await page.locator('.chart-state.now', { hasText: 'cancelled' }).waitFor();
    await page.locator('.chart-state.been', { hasText: 'releasingStock' }).waitFor();
    expect((await platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`)).body.reason).toBe(
      'payment_declined',
    );
  });

  it('scrubs the history of an order, by slider and by key, and comes back to now', async () => {
    const { body } = await platform.call<OrderAnswer>(
      'POST',
      '/api/orders',
      orderBody({ shipTo: { country: 'AQ' } }),
      {
        prefer: 'wait=30',
      },
    );
    const page = await open(`/orders/${body.orderId}`);
    await page.locator('.chart-state.now', { hasText: 'cancelled' }).waitFor();
    const slider = page.getByRole('slider');
    await slider.focus();
    await slider.press('Home');
    await page.locator('.chart-state.now', { hasText: 'reservingStock' }).waitFor();
    await page.waitForURL(({ searchParams }) => searchParams.get('turn') === '1');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(
      /^Turn 1 of \d+, PlaceOrder, now in reservingStock/,
    );
    await page.locator('h1').click();
    await page.keyboard.press(']');
    await page.locator('.chart-state.now', { hasText: 'chargingPayment' }).waitFor();
    // The header tells the truth of now, whatever turn is looked at.
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    // What if: what really came is given to the registered machine once more, then something else is.
    await page.getByRole('button', { name: 'What if' }).click();
    const whatIf = page.getByRole('form', { name: 'What if' });
    await whatIf.getByText('order 1', { exact: true }).waitFor();
    await whatIf.getByLabel('Message').selectOption({ label: 'what really came after it (4 messages)' });
    await whatIf.getByRole('button', { name: 'Run' }).click();
    await whatIf.getByText('Would come to cancelled, as it did.').waitFor();
    await whatIf.getByLabel('Message').selectOption('message:CancelOrder');
    await whatIf.getByRole('button', { name: 'Run' }).click();
    await whatIf.getByText(/→ refundingPayment/).waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('l');
    await page.locator('.chart-state.now', { hasText: 'cancelled' }).waitFor();
    await page.waitForURL(({ searchParams }) => !searchParams.has('turn'));
  });

  it('mends a dead letter, sees by the dry run that it would be accepted, and redrives it', async () => {
    const received = async () => Number((await platform.call('GET', `/api/inventory/${LAPTOP}`)).body.received);
    const before = await received();
    const letters = async () =>
      (await platform.call<{ items: { parked: number }[] }>('GET', '/api/dead-letters?state=open')).body.items;
    for (const parked of [0, 1]) {
      await sendAsIfLost(platform.databaseUrl, {
        to: `inventory/${LAPTOP}`,
        type: 'ReceiveStock',
        payload: { productId: LAPTOP, quantity: 'three' },
      });
      await waitUntil(async () => (await letters()).map((letter) => letter.parked).join() === String(parked), {
        message: `one message is dead, and ${parked} wait behind it`,
      });
    }

    const page = await open('/dead-letters');
    await page.getByText('Would be refused', { exact: true }).waitFor();
    const editor = page.getByRole('textbox', { name: 'Payload' });
    await editor.fill(JSON.stringify({ productId: LAPTOP, quantity: 3 }, undefined, 2));
    await page.getByText('Would be accepted', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Redrive one' }).click();
    await page.getByRole('dialog').getByLabel('Reason, if you like; kept in the audit').fill('it was a word');
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive 1' }).click();
    await waitUntil(async () => (await received()) === before + 3, { message: 'the stock came in' });
    await page.getByText('Redrove 1 letter (ReceiveStock) edited').waitFor();
    await page.getByText('"it was a word"').waitFor();

    // What waited behind it is the next dead letter. It is given up, in words.
    await page.getByText('Would be refused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Discard…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason, kept in the audit').fill('a typo');
    await dialog.getByLabel('The number in words').fill('one');
    await dialog.getByRole('button', { name: 'Discard 1' }).click();
    await page.getByText('No dead letters').waitFor();
    await page.getByText('"a typo"').waitFor();
    expect(await received()).toBe(before + 3);
  });

  it('sends a signal and sees it gathered, then stops a processor and sees a partial one', async () => {
    const page = await open('/signals');
    await page.getByRole('button', { name: 'Send signal' }).click();
    await page.getByText('All 3 answered.').waitFor();
    await page.getByRole('button', { name: 'Stop processor-2' }).click();
    await page.getByRole('button', { name: 'Start processor-2' }).waitFor();
    await page.getByRole('button', { name: 'Send signal' }).click();
    await page.getByText('2 of 3 have answered.').waitFor();
    const { items } = (await platform.call<{ items: { signalId: string }[] }>('GET', '/api/signals')).body;
    await fireTimer(platform.databaseUrl, `signal/${items[0]?.signalId}`);
    await page.locator('.status', { hasText: 'Completed, partial' }).waitFor();
    await page.getByText('missing', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Start processor-2' }).click();
    await page.getByText(/processor-2 answered 20, late by/).waitFor();
  });

  it('finds an order by the beginning of its id, and goes about by keys', async () => {
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody());
    const page = await open('/shop');
    await page.getByRole('heading', { level: 1, name: 'Shop' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or command' }).waitFor();
    await page.keyboard.type(body.orderId);
    await page
      .getByRole('option', { name: body.orderId.slice(0, 13) })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${body.orderId}`);
    await current(page).waitFor();
    for (const [key, title] of [
      ['d', 'Dead letters'],
      ['s', 'Signals'],
      ['a', 'Analytics'],
      ['f', 'Fleet'],
      ['o', 'Orders'],
    ] as const) {
      // Both at once: the second one counts only shortly after the first.
      await Promise.all(['g', key].map((each) => page.keyboard.press(each)));
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or command' }).waitFor();
    await page.keyboard.type('>dark');
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme=dark]').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('narrows the orders by state, product and correlation, and follows one to its trace', async () => {
    const traceId = 'a'.repeat(32);
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), {
      prefer: 'wait=30',
      'x-correlation-id': 'the-request',
      traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
    });
    const page = await open('/orders');
    const row = page.locator(`tr[data-order="${body.orderId}"]`);
    await row.waitFor();
    for (const [filter, choice] of [
      ['State', 'confirmed'],
      ['Product', 'Laptop'],
    ] as const) {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('region', { name: filter }).getByRole('button', { name: choice, exact: true }).click();
      await page.getByRole('button', { name: `Remove filter: ${filter} ${choice}` }).waitFor();
      await row.waitFor();
    }
    await page.locator('tr[data-order]', { hasText: 'Cancelled' }).first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('region', { name: 'State' }).getByRole('button', { name: 'releasingStock' }).click();
    await page.getByText('No such order here').waitFor();
    await page.getByRole('button', { name: 'Show all orders' }).click();
    await page.getByRole('searchbox', { name: 'Search orders' }).fill('the-request');
    await page.waitForURL(/q=the-request/);
    await row.getByRole('link').click();
    await page.getByRole('link', { name: /the-request/ }).waitFor();
    expect(await page.locator(`.meta a[title], .meta [title="${traceId}"] a`).first().getAttribute('href')).toBe(
      `http://127.0.0.1:9/trace/${traceId}`,
    );
    await page.getByRole('link', { name: /the-request/ }).click();
    await page.waitForURL(/correlation=the-request/);
    await row.waitFor();
    const listed = async () => (await page.locator('tr[data-order]').count()) === 1;
    await waitUntil(listed, { message: 'only the order of that correlation is listed' });
  });

  it('sees in the palette that an order is stuck and since when, and in the fleet who took a line', async () => {
    payments.hold();
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody());
    await sendAsIfLost(platform.databaseUrl, {
      to: `order/${body.orderId}`,
      type: 'PaymentDeclined',
      payload: { orderId: body.orderId, reason: 'card_stolen' },
    });
    const page = await open(`/orders/${body.orderId}`);
    const notice = page.locator('.notice');
    await notice.waitFor();
    payments.release();
    const [words, whole] = await notice.evaluate((element) => {
      const shown = element as unknown as Record<'querySelector', (tag: string) => Words> & Words;
      return [shown.querySelector('b').textContent, shown.textContent] as const;
    });
    expect(whole.split(words.replace(/\.$/, ''))).toHaveLength(2);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or command' }).fill(body.orderId);
    await page.getByRole('option', { name: /Stuck \d/ }).waitFor();
    await page.keyboard.press('Escape');

    await page.goto(new URL('/fleet/order', page.url()).href);
    await page.getByRole('heading', { name: 'Lines' }).waitFor();
    await page.getByRole('columnheader', { name: /^Last/ }).first().waitFor();
    await page
      .getByRole('region', { name: 'Lines' })
      .getByRole('link', { name: /^PaymentCharged, chargingPayment to/ })
      .click();
    const listed = page.getByRole('region', { name: /^PaymentCharged, chargingPayment to/ });
    await listed.getByRole('link').first().waitFor();
    await page.getByRole('region', { name: 'States' }).getByRole('link', { name: 'chargingPayment' }).click();
    await page.getByRole('heading', { name: 'In chargingPayment' }).waitFor();
    await page.getByRole('link', { name: 'Open as a list' }).click();
    await page.locator(`tr[data-order="${body.orderId}"]`).waitFor();

    const { items } = (
      await platform.call<{ items: { id: string }[] }>('GET', '/api/dead-letters?state=open&actorType=order')
    ).body;
    await platform.call('POST', `/api/dead-letters/${items[0]?.id}/discard`, { reason: 'a drill' });
    // Nothing jumps: a row that no longer belongs here says so in place, and is gone when the list is read again.
    await page.locator(`tr[data-order="${body.orderId}"]`, { hasText: 'Confirmed' }).waitFor();
    await page.reload();
    await page.getByText('No such order here').waitFor();
  });

  it('follows events as they are committed, and pauses them', async () => {
    const page = await open('/events?type=OrderPlaced');
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    const rows = page.locator('.events tbody tr:not(.gap)');
    await rows.first().waitFor();
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody());
    await page.locator(`.events td[title="order/${body.orderId}"]`).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const another = (await platform.call<OrderAnswer>('POST', '/api/orders', orderBody())).body;
    await page.getByRole('button', { name: '1 new event Show' }).click();
    await page.locator(`.events td[title="order/${another.orderId}"]`).waitFor();
  });

  it('registers a customer, and reads the mail that tells of their order', async () => {
    const page = await open('/customers');
    await page.getByRole('button', { name: 'Register a user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Noor Haddad');
    await dialog.getByLabel('E-mail address').fill('noor@example.com');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await page.waitForURL(/\/customers\/.+/);
    const customerId = new URL(page.url()).pathname.split('/')[2] as string;
    await page.getByRole('heading', { name: 'Noor Haddad' }).waitFor();
    await platform.call('POST', '/api/orders', orderBody({ customerId }), { prefer: 'wait=30' });
    await page
      .locator('.customer-figures div', { hasText: 'Confirmed' })
      .getByText('1', { exact: true })
      .waitFor();
    await page.goto(new URL('/notifications', page.url()).href);
    await page.locator('.selectable-list a', { hasText: 'Order confirmed' }).first().click();
    await page.getByText('noor@example.com').first().waitFor();
    await page.locator('.mail-text').waitFor();
  });

  it('leaves everything as it must be', async () => {
    opened = await scene.open('/analytics');
    await opened.page.locator('.figures').waitFor();
    expect(await platform.verdict()).toEqual([]);
  });
});
