import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../tests/setup/wait-until.ts';
import { keyOf, paymentActivities } from '../activities.ts';
import { HttpPaymentProvider } from '../http-provider.ts';
import type { PaymentProvider } from '../provider.ts';
import { readLedger } from './ledger-file.ts';
import { startSandbox } from './server.ts';

const directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
const signal = new AbortController().signal;
const payment = { reference: 'o-1', amountMinor: 99_999, currency: 'EUR', paymentMethod: 'pm_ok' };

let file: string;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let provider: PaymentProvider;
let files = 0;

async function start(slowMs = 50): Promise<void> {
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1', ledgerFile: file, slowMs });
  provider = new HttpPaymentProvider(sandbox.url);
}

beforeEach(async () => {
  files += 1;
  file = join(directory, `ledger-${files}.jsonl`);
  await start();
});

afterEach(() => sandbox.close());

afterAll(() => rmSync(directory, { recursive: true }));

const kinds = () => readLedger(file).map(({ kind }) => kind);

function post(path: string, body: object, key?: string): Promise<Response> {
  return fetch(sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
    body: JSON.stringify(body),
  });
}

async function chargedOnce(): Promise<string> {
  const authorized = await provider.authorize('a', payment, signal);
  if (authorized.outcome !== 'done') throw new Error('not authorized');
  const captured = await provider.capture(
    'c',
    { authorizationId: authorized.value.authorizationId, amountMinor: 99_999 },
    signal,
  );
  if (captured.outcome !== 'done') throw new Error('not captured');
  return captured.value.chargeId;
}

describe('the payment provider sandbox', () => {
  it('authorises, captures and refunds, and shows all of it', async () => {
    const chargeId = await chargedOnce();
    expect(await provider.lookUp('o-1', signal)).toMatchObject({
      chargeId,
      capturedMinor: 99_999,
      refundedMinor: 0,
    });
    expect(await provider.refund('r', { chargeId, amountMinor: 99_999 }, signal)).toMatchObject({
      outcome: 'done',
    });
    expect(await provider.lookUp('o-1', signal)).toMatchObject({ capturedMinor: 99_999, refundedMinor: 99_999 });
    const { entries } = (await (await fetch(`${sandbox.url}/v1/ledger`)).json()) as { entries: unknown[] };
    expect(entries).toEqual(readLedger(file));
    expect(kinds()).toEqual(['authorization', 'capture', 'refund']);
  });

  it('has nothing under a reference that never came', async () => {
    expect(await provider.lookUp('nobody', signal)).toEqual({
      reference: 'nobody',
      authorizationId: null,
      chargeId: null,
      capturedMinor: 0,
      refundedMinor: 0,
      voided: false,
    });
  });

  it('takes a key once: the same request gets the same answer, another one 409', async () => {
    const chargeId = await chargedOnce();
    expect(await chargedOnce()).toBe(chargeId);
    expect(await provider.authorize('a', { ...payment, amountMinor: 1 }, signal)).toMatchObject({
      outcome: 'refused',
      code: 'idempotency_key_reused',
    });
    expect((await post('/v1/captures', { authorizationId: 'auth_1', amountMinor: 1 }, 'c')).status).toBe(409);
    expect(kinds()).toEqual(['authorization', 'capture']);
  });

  it('never captures more than authorised nor refunds more than captured', async () => {
    const chargeId = await chargedOnce();
    const more = await provider.capture('c2', { authorizationId: 'auth_1', amountMinor: 1 }, signal);
    expect(more).toMatchObject({ outcome: 'refused', code: 'exceeds_authorization' });
    await provider.refund('r1', { chargeId, amountMinor: 99_998 }, signal);
    expect(await provider.refund('r2', { chargeId, amountMinor: 2 }, signal)).toMatchObject({
      code: 'exceeds_charge',
    });
  });

  it.each([
    ['without a key', () => post('/v1/authorizations', payment), 400],
    ['with a malformed body', () => post('/v1/authorizations', { reference: 1 }, 'k'), 400],
    [
      'for an unknown payment method',
      () => post('/v1/authorizations', { ...payment, paymentMethod: 'x' }, 'k'),
      422,
    ],
    [
      'for an unknown authorization',
      () => post('/v1/captures', { authorizationId: 'x', amountMinor: 1 }, 'k'),
      404,
    ],
    ['for an unknown charge', () => post('/v1/refunds', { chargeId: 'x', amountMinor: 1 }, 'k'), 404],
    ['at an unknown address', () => post('/v1/other', {}, 'k'), 404],
  ])('refuses a request %s and writes nothing', async (_, request, status) => {
    const response = await request();
    expect([response.status, kinds()]).toEqual([status, []]);
    expect(await response.json()).toEqual({ code: expect.any(String), detail: expect.any(String) });
  });

  it('closes a key before it arrives, and refuses it then', async () => {
    expect(await provider.void('a', signal)).toMatchObject({ outcome: 'done' });
    expect(await provider.void('a', signal)).toMatchObject({ outcome: 'done' });
    expect(await provider.authorize('a', payment, signal)).toMatchObject({ outcome: 'refused', code: 'voided' });
    expect(kinds()).toEqual(['void']);
  });

  it('voids an authorization, but not once it is captured', async () => {
    await provider.authorize('a', payment, signal);
    await provider.void('a', signal);
    const late = await provider.capture('c', { authorizationId: 'auth_1', amountMinor: 99_999 }, signal);
    expect(late).toMatchObject({ outcome: 'refused', code: 'voided' });
    await provider.authorize('b', { ...payment, reference: 'o-2' }, signal);
    await provider.capture('d', { authorizationId: 'auth_3', amountMinor: 99_999 }, signal);
    expect(await provider.void('b', signal)).toMatchObject({ outcome: 'refused', code: 'already_captured' });
  });
});

describe('a payment method', () => {
  const authorize = (paymentMethod: string) => provider.authorize('a', { ...payment, paymentMethod }, signal);

  it('pm_declined is refused', async () => {
    expect(await authorize('pm_declined')).toMatchObject({ outcome: 'refused', code: 'declined' });
  });

  it('pm_slow works late', async () => {
    const before = performance.now();
    expect(await authorize('pm_slow')).toMatchObject({ outcome: 'done' });
    expect(performance.now() - before).toBeGreaterThan(45);
  });

  it('pm_slow is refused when its key is closed while it is under way', async () => {
    await sandbox.close();
    await start(1_500);
    const late = authorize('pm_slow');
    await provider.lookUp('o-1', signal);
    await provider.void('a', signal);
    expect(await late).toMatchObject({ outcome: 'refused', code: 'voided' });
  });

  it('pm_flaky fails twice and then works', async () => {
    await expect(authorize('pm_flaky')).rejects.toThrow('503');
    await expect(authorize('pm_flaky')).rejects.toThrow('503');
    expect(await authorize('pm_flaky')).toMatchObject({ outcome: 'done' });
  });

  it('pm_down never works, and can still be looked up', async () => {
    for (let attempt = 0; attempt < 4; attempt += 1) await expect(authorize('pm_down')).rejects.toThrow('503');
    expect(await provider.lookUp('o-1', signal)).toMatchObject({ capturedMinor: 0 });
    expect(kinds()).toEqual([]);
  });

  it('pm_lost_answer is charged without an answer', async () => {
    const { charge, lookUp } = paymentActivities(provider);
    const ask = () => Promise.reject(new Error('there is nobody to ask'));
    const context = { idempotencyKey: 'k', attempt: 1, actor: 'payment/o-1' as const, correlationId: 'c', ask };
    const input = { orderId: 'o-1', amountMinor: 99_999, currency: 'EUR', paymentMethod: 'pm_lost_answer' };
    const patience = new AbortController();
    const charged = charge.run(input, { ...context, signal: patience.signal });
    await waitUntil(() => kinds().includes('capture'));
    patience.abort();
    await expect(charged).rejects.toThrow();
    expect(await lookUp.run({ orderId: 'o-1' }, { ...context, signal })).toEqual({
      outcome: 'done',
      value: { charge: { chargeId: 'ch_2', amountMinor: 99_999 }, refundedMinor: 0 },
    });
  });
});

describe('the ledger of the sandbox', () => {
  it('outlives the process, keys and numbers included', async () => {
    const chargeId = await chargedOnce();
    await sandbox.close();
    await start();
    expect(await chargedOnce()).toBe(chargeId);
    await provider.refund('r', { chargeId, amountMinor: 99_999 }, signal);
    expect(readLedger(file).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('loses a line that was torn by a crash, and nothing else', async () => {
    await provider.authorize('a', payment, signal);
    await sandbox.close();
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"kind":"capture","id":"ch_2","key":"c","refer');
    expect(kinds()).toEqual(['authorization']);
    await start();
    expect(readFileSync(file, 'utf8')).toBe(whole);
    await provider.capture('c', { authorizationId: 'auth_1', amountMinor: 99_999 }, signal);
    expect(kinds()).toEqual(['authorization', 'capture']);
  });

  it('takes no entry after its server is closed, whatever was under way', async () => {
    const slowMs = 1_500;
    await sandbox.close();
    await start(slowMs);
    const late = provider.authorize('late', { ...payment, paymentMethod: 'pm_slow' }, signal);
    late.catch(() => undefined);
    await provider.lookUp('o-1', signal);
    await sandbox.close();
    await start();
    await expect(late).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    await pause(slowMs);
    expect(kinds()).toEqual([]);
  });

  it('is on disk before the request is answered', async () => {
    await provider.authorize('a', payment, signal);
    expect(kinds()).toEqual(['authorization']);
  });
});

describe('a provider that is not there', () => {
  it('leaves the effect open', async () => {
    await sandbox.close();
    await expect(provider.authorize('a', payment, signal)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    await start();
  });
});

describe('the charge of an order', () => {
  it('has keys of its own per operation, derived from the order', () => {
    expect([keyOf.authorization('o'), keyOf.capture('o'), keyOf.refund('o')]).toEqual([
      'o.authorize',
      'o.capture',
      'o.refund',
    ]);
  });
});
