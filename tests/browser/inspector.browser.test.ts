import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createInspectorServer } from '@statelyai/inspect/server';
import { findFreePort } from '../../embedded/free-port.ts';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { describeInBrowser, openScene, type Scene } from './scene.ts';

/** The actor, then a message and a state for each of its four turns. */
const WHOLE_LIFE = 9;

describeInBrowser("an inspector of one's own", () => {
  let platform: WholeSystem;
  let scene: Scene;
  let orderId: string;
  beforeAll(async () => {
    platform = await startWholeSystem();
    scene = await openScene(platform.system.url ?? '');
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=30' });
    orderId = body.orderId;
  });
  afterAll(async () => {
    await scene?.close();
    await platform?.close();
  });

  it('gets the life of an order from the console, as long as the person wants', async () => {
    const port = await findFreePort();
    const server = createInspectorServer({ port, autoOpen: false });
    const viewer = new WebSocket(`ws://127.0.0.1:${port}`);
    const seen: { type: string }[] = [];
    viewer.addEventListener('message', ({ data }) => void seen.push(JSON.parse(String(data))));
    const { page, complaints, close } = await scene.open(`/orders/${orderId}`);
    await page.getByRole('link', { name: 'Inspector' }).click();
    await page.getByRole('textbox', { name: 'Your inspector' }).fill(`ws://127.0.0.1:${port}`);
    await page.getByRole('button', { name: 'Hand on' }).click();
    await page.getByText(`Handed on ${WHOLE_LIFE} messages`).waitFor();
    await waitUntil(() => seen.length === WHOLE_LIFE);
    expect(seen.at(-1)).toMatchObject({ snapshot: { value: 'confirmed', status: 'done' } });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Hand on' }).waitFor();
    expect(complaints).toEqual([]);
    viewer.close();
    server.stop();
    await close();
  });

  it('is only looked for on the own machine, and said to be missing where it is', async () => {
    const { page, close } = await scene.open(`/tools?actor=order/${orderId}`);
    const address = page.getByRole('textbox', { name: 'Your inspector' });
    await address.fill('ws://elsewhere.example');
    await page.getByText('the command line hands on to anywhere').first().waitFor();
    await address.fill(`ws://127.0.0.1:${await findFreePort()}`);
    await page.getByRole('button', { name: 'Hand on' }).click();
    await page.getByText('No inspector answers at').waitFor();
    await close();
  });
});
