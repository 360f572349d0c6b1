import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { sendAsIfLost } from './letters.ts';
import { describeInBrowser } from './scene.ts';
import { visit } from './visitor.ts';

interface Words {
  textContent: string;
}

describeInBrowser('with orders, in the console, a person', () => {
  const person = visit();

  /** Buys one laptop with this payment method, and opens the order's page. */
  async function buy(page: Page, method: string): Promise<string> {
    await page.getByRole('article', { name: 'Laptop' }).getByRole('button', { name: 'Add' }).click();
    await page.getByRole('radio', { name: method }).check();
    await page.getByRole('button', { name: /^Place order/ }).click();
    await page.getByRole('button', { name: 'Watch it' }).click();
    await page.waitForURL(/\/orders\/.+/);
    return new URL(page.url()).pathname.split('/')[2] as string;
  }

  it('places an order in the shop and watches it to confirmed on its chart', async () => {
    const page = await person.open('/shop');
    person.payments.hold();
    const orderId = await buy(page, 'Slow');
    await page.locator('.chart-state.now', { hasText: 'chargingPayment' }).waitFor();
    person.payments.release();
    await page.locator('.chart-state.now', { hasText: 'confirmed' }).waitFor();
    await page.getByText('Confirmed', { exact: true }).first().waitFor();
    const { body } = await person.platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`);
    expect(body.status).toBe('confirmed');
    await page.goBack();
    const mine = page.locator('.my-orders tr', { hasText: 'confirmed' });
    await mine.getByText('Confirmed', { exact: true }).waitFor();
  });

  it('places one whose payment is declined, and finds it cancelled with its stock released', async () => {
    const page = await person.open('/shop');
    await page.getByText('Sandbox: no money moves').waitFor();
    await page.getByRole('radio', { name: 'Declined' }).check();
    await page.getByText('released', { exact: true }).waitFor();
    const orderId = await buy(page, 'Declined');
    await page.locator('.chart-state.now', { hasText: 'cancelled' }).waitFor();
    await page.locator('.chart-state.been', { hasText: 'releasingStock' }).waitFor();
    expect((await person.platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`)).body.reason).toBe(
      'payment_declined',
    );
  });

  it('scrubs the history of an order, by slider and by key, and comes back to now', async () => {
    const { body } = await person.platform.call<OrderAnswer>(
      'POST',
      '/api/orders',
      orderBody({ shipTo: { country: 'AQ' } }),
      {
        prefer: 'wait=30',
      },
    );
    const page = await person.open(`/orders/${body.orderId}`);
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
    // Each of these was a step, and Back undoes one.
    await page.goBack();
    await page.waitForURL(({ searchParams }) => searchParams.get('turn') === '2');
    await page.locator('.chart-state.now', { hasText: 'chargingPayment' }).waitFor();
    await page.getByRole('button', { name: 'Previous turn' }).click();
    await page.waitForURL(({ searchParams }) => searchParams.get('turn') === '1');
    await page.goBack();
    await page.waitForURL(({ searchParams }) => searchParams.get('turn') === '2');
  });

  it('narrows the orders by state, product and correlation, and follows one to its trace', async () => {
    const traceId = 'a'.repeat(32);
    const { body } = await person.platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), {
      prefer: 'wait=30',
      'x-correlation-id': 'the-request',
      traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
    });
    const page = await person.open('/orders');
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
    person.payments.hold();
    const { body } = await person.platform.call<OrderAnswer>('POST', '/api/orders', orderBody());
    await sendAsIfLost(person.platform.databaseUrl, {
      to: `order/${body.orderId}`,
      type: 'PaymentDeclined',
      payload: { orderId: body.orderId, reason: 'card_stolen' },
    });
    const page = await person.open(`/orders/${body.orderId}`);
    const notice = page.locator('.notice');
    await notice.waitFor();
    person.payments.release();
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
      await person.platform.call<{ items: { id: string }[] }>(
        'GET',
        '/api/dead-letters?state=open&actorType=order',
      )
    ).body;
    await person.platform.call('POST', `/api/dead-letters/${items[0]?.id}/discard`, { reason: 'a drill' });
    // Nothing jumps: a row that no longer belongs here says so in place, and is gone when the list is read again.
    await page.locator(`tr[data-order="${body.orderId}"]`, { hasText: 'Confirmed' }).waitFor();
    await page.reload();
    await page.getByText('No such order here').waitFor();
  });

  it('leaves everything as it must be', async () => {
    const page = await person.open('/analytics');
    await page.locator('.figures').waitFor();
    expect(await person.platform.verdict()).toEqual([]);
  });
});
