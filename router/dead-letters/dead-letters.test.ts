import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '../../runtime/index.ts';
import { deadLetter } from '../testing/fake-runtime.ts';
import { type OpenServer, openServer } from '../testing/open-server.ts';

describe('dead letters', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
    for (const id of ['1', '2']) server.runtime.letters.set(id, deadLetter(id));
  });
  afterEach(() => server.app.close());

  it('are listed page by page, without stacks', async () => {
    const { status, body } = await server.call('GET', '/api/dead-letters?state=open&limit=1');
    expect([status, body.items.length, body.nextCursor]).toEqual([200, 1, '1']);
    expect(body.items[0]).toMatchObject({ id: '1', parked: 2, error: { code: 'TURN_FAILED' } });
    expect(JSON.stringify(body)).not.toContain('stack');
  });

  it.each(['state=lost', 'cursor=x', 'limit=0'])('refuse to be listed by %s', async (query) => {
    expect((await server.call('GET', `/api/dead-letters?${query}`)).status).toBe(422);
  });

  it('are inspected with their message and error', async () => {
    const { body } = await server.call('GET', '/api/dead-letters/1');
    expect(body).toMatchObject({
      message: { payload: { a: 1 }, sentAt: '1970-01-01T00:00:00.000Z' },
      error: { stack: 'at somewhere' },
    });
  });

  it.each(['3', 'nonsense', "1'--"])('answer 404 for %s', async (id) => {
    const path = `/api/dead-letters/${encodeURIComponent(id)}`;
    for (const answer of [
      await server.call('GET', path),
      await server.call('POST', `${path}/redrive`),
      await server.call('POST', `${path}/discard`, { reason: 'x' }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'DEAD_LETTER_NOT_FOUND' } });
  });

  it('are redriven as they were, or edited', async () => {
    expect(await server.call('POST', '/api/dead-letters/1/redrive')).toMatchObject({
      status: 202,
      body: { message: { payload: { a: 1 } } },
    });
    const edited = await server.call('POST', '/api/dead-letters/2/redrive', { payload: { a: 2 } });
    expect(edited).toMatchObject({ status: 202, body: { state: 'redriving', message: { payload: { a: 2 } } } });
  });

  it('are redriven for a reason, where one is given, which the audit keeps', async () => {
    const { body } = await server.call('POST', '/api/dead-letters/1/redrive', { reason: 'the carrier is back' });
    expect(body.audit).toMatchObject([{ action: 'redrive', note: 'the carrier is back' }]);
    expect((await server.call('POST', '/api/dead-letters/2/redrive', { reason: '' })).status).toBe(422);
  });

  it('are settled once: 409', async () => {
    await server.call('POST', '/api/dead-letters/1/discard', { reason: 'twice' });
    expect(await server.call('POST', '/api/dead-letters/1/redrive')).toMatchObject({
      status: 409,
      body: { code: 'DEAD_LETTER_SETTLED' },
    });
  });

  it('are discarded for a reason only, which the audit keeps', async () => {
    expect((await server.call('POST', '/api/dead-letters/1/discard', {})).status).toBe(422);
    const { status, body } = await server.call('POST', '/api/dead-letters/1/discard', { reason: 'twice' });
    expect([status, body.state, body.audit.at(-1).note]).toEqual([200, 'discarded', 'twice']);
  });

  it('are redriven many at a time, by filter', async () => {
    const answer = await server.call('POST', '/api/dead-letters/redrive', { code: 'TURN_FAILED' });
    expect(answer).toMatchObject({ status: 202, body: { redriven: 2 } });
  });

  it('tell which field of an edited payload is wrong', async () => {
    server.runtime.deadLetters.redrive = async () => {
      throw new InvalidMessage('X', 'a/1', [{ path: 'a', message: 'is no number' }]);
    };
    const { status, body } = await server.call('POST', '/api/dead-letters/1/redrive', { payload: { a: 'x' } });
    expect([status, body.errors]).toEqual([422, [{ path: 'a', message: 'is no number' }]]);
  });
});
