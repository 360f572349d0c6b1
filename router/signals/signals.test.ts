import { beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';

describe('signals', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });

  const submit = (body: unknown, headers?: Record<string, string>) =>
    server.call('POST', '/api/signals', body, headers);

  it('are accepted, and read where Location says', async () => {
    const { status, headers, body } = await submit({ value: 10 });
    expect([status, headers.location]).toEqual([202, `/api/signals/${body.signalId}`]);
    expect(body).toMatchObject({ value: 10, status: 'pending', partial: false, results: [], missing: [] });
    expect((await server.call('GET', String(headers.location))).body).toEqual(body);
    expect(server.runtime.turns).toEqual([
      expect.objectContaining({ to: `signal/${body.signalId}`, type: 'SubmitSignal', payload: { value: 10 } }),
    ]);
  });

  it.each([{ value: 'ten' }, { value: null }, { value: '10' }, { value: 1e16 }, {}, undefined])(
    'refuse %j with 422 and start nothing',
    async (body) => {
      expect(await submit(body)).toMatchObject({
        status: 422,
        body: { code: 'INVALID_INPUT', errors: [{ path: 'value', message: expect.any(String) }] },
      });
      expect(server.runtime.turns).toEqual([]);
    },
  );

  it('take who works on them from the settings, not from callers', async () => {
    await submit({ value: 10, processors: ['mine'], timeoutMs: 1 });
    expect(server.runtime.turns[0]?.payload).toEqual({ value: 10 });
  });

  it('are submitted once under one key', async () => {
    const key = { 'idempotency-key': 'signal-1' };
    const first = await submit({ value: 10 }, key);
    expect((await submit({ value: 10 }, key)).body.signalId).toBe(first.body.signalId);
    expect(await submit({ value: 11 }, key)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(server.runtime.turns).toHaveLength(1);
  });

  it('are listed, by status too', async () => {
    const { body } = await submit({ value: 10 });
    expect((await server.call('GET', '/api/signals')).body).toEqual({ items: [body] });
    expect((await server.call('GET', '/api/signals?status=completed')).body).toEqual({ items: [] });
    expect((await server.call('GET', '/api/signals?status=lost')).status).toBe(422);
  });

  it('tell every answer, the late ones too, and every event', async () => {
    const { signalId } = (await submit({ value: 10 })).body;
    server.runtime.emit(`signal/${signalId}`, 'SignalReceived');
    expect((await server.call('GET', `/api/signals/${signalId}/results`)).body.items).toEqual([
      { processor: 'processor-2', value: 20, late: true, at: '2026-11-21T10:00:00.000Z' },
    ]);
    expect((await server.call('GET', `/api/signals/${signalId}/events`)).body.items).toMatchObject([
      { type: 'SignalReceived', version: 1 },
    ]);
  });

  it.each(['', '/results', '/events'])('answer 404 at /api/signals/nobody%s', async (rest) => {
    expect(await server.call('GET', `/api/signals/nobody${rest}`)).toMatchObject({
      status: 404,
      body: { code: 'SIGNAL_NOT_FOUND' },
    });
  });
});
