import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
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
    await waitUntil(isOver, { timeoutMs: 20_000, message: 'the order ends' });
    const { page, close } = await scene.open(`/orders/${placed.body.orderId}?still=1`);
    const faults = await faultsOf(page);
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
});
