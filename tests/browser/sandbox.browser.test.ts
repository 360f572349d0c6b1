import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { ask } from '../setup/trpc.ts';
import { startWholeSystem } from '../setup/whole-system.ts';
import { describeInBrowser, openScene, type Scene } from './scene.ts';

describeInBrowser('that no money moves', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function start(settings: Record<string, string> = {}): Promise<Scene> {
    const platform = await startWholeSystem(settings);
    ends.push(() => platform.close());
    const scene = await openScene(platform.system.url ?? '');
    ends.push(() => scene.close());
    return scene;
  }

  it('is said on every page, beside the name, and in the shop while payments go to the sandbox', async () => {
    const scene = await start();
    const desktop = await scene.open('/shop');
    await desktop.page.getByText('Sandbox: no money moves').waitFor();
    await desktop.page.locator('.sidebar .brand').getByText('sandbox').waitFor();
    const phone = await scene.open('/orders', { phone: true });
    await phone.page.locator('.top-bar .brand').getByText('sandbox').waitFor();
  });

  it('is not said where payments go to another provider', async () => {
    const provider = createServer((_, response) => void response.writeHead(404).end('{}'));
    await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
    ends.push(() => new Promise((closed) => provider.close(closed).closeAllConnections()));
    const scene = await start({ PAYMENT_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` });
    const { page } = await scene.open('/shop');
    expect(await ask(new URL(page.url()).origin, 'settings.read')).toMatchObject({ sandbox: false });
    await page.locator('.product').first().waitFor();
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('settings.read')),
    );
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect(await page.getByText(/sandbox/i).count()).toBe(0);
  });
});
