import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deadLetter } from '../testing/fake-runtime.ts';
import { type OpenServer, openServer } from '../testing/open-server.ts';

describe('several dead letters', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
    for (const id of ['1', '2', '3']) server.runtime.letters.set(id, deadLetter(id));
  });
  afterEach(() => server.app.close());

  const settled = (id: string) => server.runtime.letters.get(id);

  it('are redriven each with its own payload; one that is settled keeps none from it', async () => {
    server.runtime.letters.set('2', { ...deadLetter('2'), state: 'discarded' });
    const { body } = await server.call('POST', '/trpc/deadLetters.redriveEach', {
      letters: [{ id: '1', payload: { a: 2 } }, { id: '2' }, { id: '3' }],
      reason: 'mended',
    });
    expect(body.result.data).toMatchObject({ settled: 2, failed: [{ id: '2', code: 'DEAD_LETTER_SETTLED' }] });
    expect(settled('1')).toMatchObject({ state: 'redriving', message: { payload: { a: 2 } } });
    expect(settled('3')).toMatchObject({
      state: 'redriving',
      message: { payload: { a: 1 } },
      audit: [{ note: 'mended' }],
    });
  });

  it('are discarded for one reason, which the audit keeps of each', async () => {
    const { body } = await server.call('POST', '/trpc/deadLetters.discardEach', {
      ids: ['1', '2'],
      reason: 'tests',
    });
    expect(body.result.data).toEqual({ settled: 2, failed: [] });
    expect(settled('2')?.audit).toMatchObject([{ action: 'discard', note: 'tests' }]);
  });

  it('are listed by group, and so is the audit; neither is taken for the id of one', async () => {
    for (const page of ['groups', 'audit'])
      expect(await server.call('GET', `/api/dead-letters/${page}`)).toMatchObject({
        status: 200,
        body: { items: [] },
      });
  });
});
