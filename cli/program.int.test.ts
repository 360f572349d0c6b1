import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deadLetter } from '../router/testing/fake-runtime.ts';
import { LAPTOP, type OpenServer, openServer } from '../router/testing/open-server.ts';
import { explain } from './failure.ts';
import { createProgram } from './program.ts';

describe('the command line', () => {
  let server: OpenServer;
  let url: string;

  beforeEach(async () => {
    server = await openServer({});
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
    process.exitCode = undefined;
  });
  afterEach(async () => {
    process.exitCode = undefined;
    await server.app.close();
  });

  /** Runs a command as a script does; what it wrote, and how it failed. */
  async function run(
    ...args: string[]
  ): Promise<{ out: string; failure?: { lines: string[]; exitCode: number } }> {
    const out: string[] = [];
    const write = (line: string) => void out.push(line);
    const program = createProgram({ out: write, note: write, redraw: () => undefined, isLive: false });
    try {
      await program.parseAsync(['--url', url, ...args], { from: 'user' });
      return { out: out.join('\n') };
    } catch (error) {
      return { out: out.join('\n'), failure: explain(error, url) };
    }
  }
  const json = async (...args: string[]) => JSON.parse((await run('--json', ...args)).out);

  it('places, shows, lists and cancels orders', async () => {
    const { orderId } = await json('orders', 'place', '--product', LAPTOP);
    expect(await json('orders', 'show', orderId)).toMatchObject({ orderId, total: 999.99 });
    expect((await run('orders', 'list')).out).toMatch(/ORDER +STATUS +STEP +TOTAL.*999\.99 EUR/s);
    const { out } = await run('orders', 'cancel', orderId);
    expect(out).toContain(orderId);
  });

  it('places one order under one key', async () => {
    const first = await json('orders', 'place', '--key', 'k');
    expect((await json('orders', 'place', '--key', 'k')).orderId).toBe(first.orderId);
  });

  it('takes --json after the command too', async () => {
    expect(JSON.parse((await run('orders', 'list', '--json')).out)).toEqual([]);
  });

  it('redrives letters by id or by filter, and counts those that were refused', async () => {
    for (const id of ['1', '2', '3']) server.runtime.letters.set(id, deadLetter(id));
    expect(await json('dead-letters', 'redrive', '1')).toEqual({ redriven: ['1'], refused: [] });
    const { redriven } = await json('dead-letters', 'redrive', '--code', 'TURN_FAILED');
    expect(redriven.sort()).toEqual(['2', '3']);
    const { out } = await run('dead-letters', 'redrive', '1', '99');
    expect(out).toMatch(
      /^0 redriven, 2 refused:\n {2}1 {2}DEAD_LETTER_SETTLED.*\n {2}99 {2}DEAD_LETTER_NOT_FOUND/,
    );
    expect(process.exitCode).toBe(1);
  });

  it('edits one letter on its way, and discards for a reason', async () => {
    for (const id of ['1', '2']) server.runtime.letters.set(id, deadLetter(id));
    await run('dead-letters', 'redrive', '1', '--payload', '{"a":2}', '--reason', 'a typo');
    expect(await json('dead-letters', 'show', '1')).toMatchObject({
      message: { payload: { a: 2 } },
      audit: [{ note: 'a typo' }],
    });
    expect(await json('dead-letters', 'discard', '2', '--reason', 'twice')).toEqual({
      discarded: ['2'],
      refused: [],
    });
  });

  it.each([
    [['dead-letters', 'redrive'], 'Name the letters'],
    [['dead-letters', 'redrive', '1', '--all'], 'not both'],
    [['dead-letters', 'redrive', '1', '2', '--payload', '{}'], 'one letter'],
    [['dead-letters', 'redrive', '1', '--payload', '[]'], 'enter a JSON object'],
    [['orders', 'place', '--quantity', '0'], 'enter a whole number from 1'],
    [['actors', 'show', 'order'], 'enter type/id'],
    [['signals', 'send', 'ten'], 'enter a number'],
  ])('says what %j lacks, with exit code 2', async (args, why) => {
    const { failure } = await run(...args);
    expect(failure).toEqual({ exitCode: 2, lines: [expect.stringContaining(why)] });
  });

  it('says what the server refused and why, with exit code 1', async () => {
    const { failure } = await run('orders', 'show', 'nobody');
    expect(failure).toEqual({
      exitCode: 1,
      lines: ['There is no order nobody', expect.stringMatching(/^ORDER_NOT_FOUND, correlation /)],
    });
    const broken = await run('orders', 'place', '--payment', 'x'.repeat(500));
    expect(broken.failure?.lines.join('\n')).toMatch(/paymentMethod: /);
  });

  it('says that nobody answers, with exit code 3', async () => {
    await server.app.close();
    const { failure } = await run('orders', 'list');
    expect(failure).toEqual({
      exitCode: 3,
      lines: [expect.stringMatching(/does not answer at .*\(ECONNREFUSED\)/)],
    });
  });

  it('tails events, those of the past first', async () => {
    const first = server.runtime.emit('order/1', 'OrderPlaced');
    server.runtime.emit('order/1', 'StockReserved');
    server.runtime.emit('payment/1', 'PaymentCharged');
    const { out } = await run('tail', '--after', first.id, '--count', '2', '--json');
    expect(out.split('\n').map((line) => JSON.parse(line).type)).toEqual(['StockReserved', 'PaymentCharged']);
    const { out: text } = await run('tail', '--after', first.id, '--actor-type', 'payment', '--count', '1');
    expect(text).toMatch(/PaymentCharged +payment\/1 #1/);
  });
});
