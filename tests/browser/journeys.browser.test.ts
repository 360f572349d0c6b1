import { expect, it } from '@jest/globals';
import { LAPTOP, type OrderAnswer, orderBody } from '../setup/door.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { fireTimer } from './fire-timer.ts';
import { sendAsIfLost } from './letters.ts';
import { describeInBrowser } from './scene.ts';
import { visit } from './visitor.ts';

describeInBrowser('in the console, a person', () => {
  const person = visit();

  it('mends a dead letter, sees by the dry run that it would be accepted, and redrives it', async () => {
    const received = async () =>
      Number((await person.platform.call('GET', `/api/inventory/${LAPTOP}`)).body.received);
    const before = await received();
    const letters = async () =>
      (await person.platform.call<{ items: { parked: number }[] }>('GET', '/api/dead-letters?state=open')).body
        .items;
    for (const parked of [0, 1]) {
      await sendAsIfLost(person.platform.databaseUrl, {
        to: `inventory/${LAPTOP}`,
        type: 'ReceiveStock',
        payload: { productId: LAPTOP, quantity: 'three' },
      });
      await waitUntil(async () => (await letters()).map((letter) => letter.parked).join() === String(parked), {
        message: `one message is dead, and ${parked} wait behind it`,
      });
    }

    const page = await person.open('/dead-letters');
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
    const page = await person.open('/signals');
    await page.getByRole('button', { name: 'Send signal' }).click();
    await page.getByText('All 3 answered.').waitFor();
    await page.getByRole('button', { name: 'Stop processor-2' }).click();
    await page.getByRole('button', { name: 'Start processor-2' }).waitFor();
    await page.getByRole('button', { name: 'Send signal' }).click();
    await page.getByText('2 of 3 have answered.').waitFor();
    const { items } = (await person.platform.call<{ items: { signalId: string }[] }>('GET', '/api/signals')).body;
    await fireTimer(person.platform.databaseUrl, `signal/${items[0]?.signalId}`);
    await page.locator('.status', { hasText: 'Completed, partial' }).waitFor();
    await page.getByText('missing', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Start processor-2' }).click();
    await page.getByText(/processor-2 answered 20, late by/).waitFor();
  });

  it('finds an order by the beginning of its id, and goes about by keys', async () => {
    const { body } = await person.platform.call<OrderAnswer>('POST', '/api/orders', orderBody());
    const page = await person.open('/shop');
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
    await page.locator('.chart-state.now').first().waitFor();
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

  it('follows events as they are committed, and pauses them', async () => {
    await person.platform.call('POST', '/api/orders', orderBody());
    const page = await person.open('/events?type=OrderPlaced');
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    const rows = page.locator('.events tbody tr:not(.gap)');
    await rows.first().waitFor();
    const { body } = await person.platform.call<OrderAnswer>('POST', '/api/orders', orderBody());
    await page.locator(`.events td[title="order/${body.orderId}"]`).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const another = (await person.platform.call<OrderAnswer>('POST', '/api/orders', orderBody())).body;
    await page.getByRole('button', { name: '1 new event Show' }).click();
    await page.locator(`.events td[title="order/${another.orderId}"]`).waitFor();
  });

  it('registers a customer, and reads the mail that tells of their order', async () => {
    const page = await person.open('/customers');
    await page.getByRole('button', { name: 'Register a user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Noor Haddad');
    await dialog.getByLabel('E-mail address').fill('noor@example.com');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await page.waitForURL(/\/customers\/.+/);
    const customerId = new URL(page.url()).pathname.split('/')[2] as string;
    await page.getByRole('heading', { name: 'Noor Haddad' }).waitFor();
    await person.platform.call('POST', '/api/orders', orderBody({ customerId }), { prefer: 'wait=30' });
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
    const page = await person.open('/analytics');
    await page.locator('.figures').waitFor();
    expect(await person.platform.verdict()).toEqual([]);
  });
});
