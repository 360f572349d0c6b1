import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWholeSystem, type WholeSystem } from '../tests/setup/whole-system.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

describe('the command line on a started system', () => {
  let platform: WholeSystem;
  beforeAll(async () => {
    platform = await startWholeSystem({ PROCESSOR_DELAY_MS: '20' });
  });
  afterAll(() => platform.close());

  async function orderly(...args: string[]) {
    const url = platform.system.url ?? '';
    const child = spawn(process.execPath, ['--no-warnings', MAIN, '--url', url, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, notes, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { out, notes, code };
  }
  const json = async (...args: string[]) => JSON.parse((await orderly('--json', ...args)).out);

  it('places an order, waits for its end, and tells its history', async () => {
    const order = await json('orders', 'place', '--wait', '15');
    expect(order.status).toBe('confirmed');
    const turns = await json('actors', 'history', `order/${order.orderId}`);
    expect(turns[0].type).toBe('PlaceOrder');
    expect((await orderly('actors', 'show', `order/${order.orderId}`)).out).toMatch(/state +confirmed/);
    const late = await orderly('orders', 'cancel', order.orderId);
    expect([late.code, late.notes]).toEqual([1, expect.stringContaining('ORDER_NOT_CANCELLABLE')]);
  });

  it('sends a signal and waits until it is gathered', async () => {
    expect(await json('signals', 'send', '10', '--wait')).toMatchObject({ status: 'completed', partial: false });
  });

  it('asks the database whether everything holds', async () => {
    await platform.verdict();
    const { out, code } = await orderly('verify', '--database-url', platform.databaseUrl);
    expect([code, out]).toEqual([0, expect.stringMatching(/^clean: \d+ invariants hold$/m)]);
  });
});
