import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Signal, SignalResult } from '../../actors/signal/index.ts';
import { createProgram } from '../../cli/program.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

/** A signal that all answer is over long before; one that somebody does not answer takes so long. */
const TIMEOUT_MS = 6_000;

describe.each([
  ['queue', '1'],
  ['local', '1'],
  ['queue', '4'],
  ['local', '4'],
])('a processor that is stopped at the door (%s delivery, SHARDS=%s)', (delivery, shards) => {
  let platform: WholeSystem;
  beforeAll(async () => {
    platform = await startWholeSystem({
      DELIVERY: delivery,
      SHARDS: shards,
      DEV_CONTROLS: 'on',
      PROCESSOR_DELAY_MS: '50',
      SIGNAL_TIMEOUT_MS: String(TIMEOUT_MS),
    });
  });
  afterAll(() => platform.close());

  const processors = async () =>
    (await platform.call<{ items: { processor: string; stopped: unknown }[] }>('GET', '/api/processors')).body;
  const completed = async () => {
    const { body } = await platform.call<Signal>('POST', '/api/signals', { value: 10 });
    const path = `/api/signals/${body.signalId}`;
    const ended = async () => {
      const signal = (await platform.call<Signal>('GET', path)).body;
      return signal.status === 'completed' ? signal : undefined;
    };
    return waitUntil(ended, { intervalMs: 50 }) as Promise<Signal>;
  };

  it('leaves signals partial until it is started, and then answers them late', async () => {
    expect(await completed()).toMatchObject({ partial: false, missing: [] });
    expect(await platform.call('POST', '/api/processors/processor-2/stop')).toMatchObject({
      status: 200,
      body: { processor: 'processor-2', stopped: { by: 'anonymous' } },
    });
    const signal = await completed();
    expect(signal).toMatchObject({ partial: true, missing: ['processor-2'] });
    expect((await processors()).items.map(({ stopped }) => stopped !== null)).toEqual([false, true, false]);

    const { body } = await platform.call('POST', '/api/processors/processor-2/start');
    expect(body).toEqual({ processor: 'processor-2', stopped: null });
    const answers = async () =>
      (await platform.call<{ items: SignalResult[] }>('GET', `/api/signals/${signal.signalId}/results`)).body
        .items;
    await waitUntil(async () => (await answers()).some(({ late }) => late));
    expect(await completed()).toMatchObject({ partial: false });
    expect(await platform.verdict()).toEqual([]);
  });

  it('is stopped and started from the command line too', async () => {
    const run = async (...args: string[]) => {
      const out: string[] = [];
      const write = (line: string) => void out.push(line);
      const program = createProgram({ out: write, note: write, redraw: () => undefined, isLive: false });
      await program.parseAsync(['--url', platform.system.url ?? '', 'signals', ...args], { from: 'user' });
      return out.join('\n');
    };
    expect(await run('stop', 'processor-3')).toMatch(/processor-3 +stopped by anonymous +2/);
    expect(await run('processors')).toMatch(/processor-2 +running\n.*processor-3 +stopped/s);
    expect(await run('start', 'processor-3')).toMatch(/processor-3 +running/);
  });

  it('must be a processor', async () => {
    for (const name of ['order', 'processor-9'])
      expect(await platform.call('POST', `/api/processors/${name}/stop`)).toMatchObject({
        status: 404,
        body: { code: 'UNKNOWN_ACTOR_TYPE' },
      });
  });
});

describe('where DEV_CONTROLS does not allow it', () => {
  let platform: WholeSystem;
  beforeAll(async () => {
    platform = await startWholeSystem();
  });
  afterAll(() => platform.close());

  it('nothing can be stopped: a system with servers of its own is not for trying out', async () => {
    expect((await platform.call('GET', '/api/processors')).body).toMatchObject({ switchable: false });
    for (const act of ['stop', 'start'])
      expect(await platform.call('POST', `/api/processors/processor-2/${act}`)).toMatchObject({
        status: 404,
        body: { code: 'DEV_CONTROLS_OFF', detail: expect.stringContaining('DEV_CONTROLS=on') },
      });
  });
});
