import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { ask } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { describeInBrowser, openScene, type Scene } from './scene.ts';

const ORDERS: [name: string, body: object][] = [
  ['that is confirmed', {}],
  ['that is declined', { paymentMethod: 'pm_declined' }],
  ['that cannot be shipped', { shipTo: { country: 'AQ' } }],
  ['of a choreography that cannot be shipped', { shipTo: { country: 'AQ' }, fulfilment: 'choreography' }],
];
const MACHINES = ['order', 'order?branch=choreography', 'order?branch=all', 'payment', 'signal', 'email-delivery'];

/** In the page: texts that stick out of their box, and boxes that touch others. In px of the drawing. */
const FAULTS = `(() => {
  const svg = document.querySelector('.chart svg');
  const box = (element) => element.getBoundingClientRect();
  const inside = (inner, outer) => inner.left >= outer.left - 0.5 && inner.right <= outer.right + 0.5;
  const touch = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
  const named = (group) => group.dataset.state ?? group.dataset.transition ?? group.textContent;
  const boxes = [...svg.querySelectorAll('.pill > .face, .chart-state:not(.compound):not(.region) > .box')];
  const faults = [];
  for (const face of boxes)
    for (const text of face.parentElement.querySelectorAll(':scope > text'))
      if (text.textContent && !inside(box(text), box(face))) faults.push(named(face.parentElement) + ': ' + text.textContent + ' sticks out');
  boxes.forEach((a, index) => {
    for (const b of boxes.slice(index + 1))
      if (touch(box(a), box(b))) faults.push(named(a.parentElement) + ' touches ' + named(b.parentElement));
  });
  return { boxes: boxes.length, faults };
})()`;

/** Before the page's own script: the chart's words are measured so many times as wide as they are. */
const lettersTimes = (factor: number) => `{
  const measure = CanvasRenderingContext2D.prototype.measureText;
  CanvasRenderingContext2D.prototype.measureText = function (text) {
    return { width: ${factor} * measure.call(this, text).width };
  };
}`;

async function faultsOf(page: Page): Promise<string[]> {
  await page.locator('.chart svg .chart-state').first().waitFor();
  const { boxes, faults } = (await page.evaluate(FAULTS)) as { boxes: number; faults: string[] };
  return boxes === 0 ? ['nothing is drawn'] : faults;
}

describeInBrowser('a chart', () => {
  let platform: WholeSystem;
  let scene: Scene;

  beforeAll(async () => {
    platform = await startWholeSystem({});
    scene = await openScene(platform.system.url ?? '');
  });
  afterAll(async () => {
    await scene?.close();
    await platform?.close();
  });

  it.each(ORDERS)('of an order %s has room for its words at every turn', async (_, fields) => {
    const placed = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(fields));
    const path = `/api/orders/${placed.body.orderId}`;
    const isOver = async () => (await platform.call<OrderAnswer>('GET', path)).body.status !== 'pending';
    await waitUntil(isOver, { message: 'the order ends' });
    const { page, close } = await scene.open(`/orders/${placed.body.orderId}?still=1`);
    const faults = await faultsOf(page);
    await page.locator('.timeline-row').first().waitFor();
    const turns = await page.locator('.timeline-row').count();
    for (let turn = turns - 1; turn >= 1; turn--) {
      await page.keyboard.press('[');
      await page.locator(`.chart-card header :text("turn ${turn} of ${turns}")`).waitFor();
      faults.push(...(await faultsOf(page)));
    }
    expect([turns > 3, faults]).toEqual([true, []]);
    await close();
  });

  it.each(MACHINES)('of the fleet has room for its figures: %s', async (machine) => {
    const { page, close } = await scene.open(`/fleet/${machine}`);
    expect(await faultsOf(page)).toEqual([]);
    await close();
  });

  it.each([
    ['is there without laying it out, where its letters are not too wide', 0.7, 0],
    ['is laid out by the browser where they are', 1.5, 1],
  ])('of an order %s', async (_, factor, workers) => {
    const placed = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=30' });
    const { page, close } = await scene.open('/tools', { before: lettersTimes(factor) });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${platform.system.url}/orders/${placed.body.orderId}?still=1`);
    const faults = await faultsOf(page);
    expect(faults.filter((fault) => factor > 1 || fault.includes('touches'))).toEqual([]);
    expect(asked.filter((url) => url.includes('elk-worker'))).toHaveLength(workers);
    await close();
  });

  it('of an order gives its words as much room as it takes itself', async () => {
    const placed = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=30' });
    const { page, close } = await scene.open(`/orders/${placed.body.orderId}?still=1`);
    const height = async () => Math.round((await page.locator('.chart-card').boundingBox())?.height ?? 0);
    await page.locator('.chart svg').waitFor();
    const ofChart = await height();
    await page.getByRole('tab', { name: 'Text' }).click();
    await page.locator('.chart-text').waitFor();
    expect([ofChart > 400, await height()]).toEqual([true, ofChart]);
    await close();
  });

  it('of an order on a version of its machine that is gone shows where it is, and says what is missing', async () => {
    const placed = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=30' });
    const { orderId } = placed.body;
    await ask(platform.databaseUrl, 'UPDATE actors SET machine_version = 9 WHERE address = $1', [
      `order/${orderId}`,
    ]);
    const { page, close } = await scene.open(`/orders/${orderId}`);
    await page.getByText("Name version 9 in `versions` of the actor's definition.").waitFor();
    await page.locator('.chart-state.now', { hasText: 'confirmed' }).first().waitFor();
    await close();
  });
});
