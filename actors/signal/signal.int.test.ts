import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmitSignal } from '../../machines/signal/messages.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { processorActor, processorNames } from '../processor/index.ts';
import { getSignal, listSignalResults, listSignals, type Signal, signalActor, signalInvariants } from './index.ts';

const DELAY_MS = 300;
/** Long enough for the others to answer on a machine with much else to do. */
const TIMEOUT_MS = 6_000;
const processors = processorNames(3);
/** Nobody works it: its answers come when a test says so. */
const SILENT = 'processor-4';

/** What the third processor's attempts throw dice for: below 0.5 fails. */
let dice: number[] = [];

const actors = [
  signalActor({ processors, timeoutMs: 90_000 }),
  processorActor('processor-1', { delayMs: DELAY_MS }),
  processorActor('processor-2', { delayMs: DELAY_MS }),
  processorActor('processor-3', {
    delayMs: DELAY_MS,
    failureRate: 0.5,
    backoffMs: 10,
    random: () => dice.shift() ?? 0.9,
  }),
  processorActor(SILENT),
];
const worked = actors.map(({ type }) => type).filter((type) => type !== SILENT);

let system: TestSystem;
let count = 0;

beforeAll(async () => {
  system = await startTestSystem({ actors, works: worked.filter((type) => type !== 'processor-2') });
});
afterAll(() => system.close());
afterEach(() => {
  dice = [];
});

async function submit(terms: Partial<SubmitSignal> = {}): Promise<string> {
  count += 1;
  const signalId = `s-${count}`;
  const payload = { value: 10, ...terms };
  await system.runtime.execute({ to: `signal/${signalId}`, type: 'SubmitSignal', payload });
  return signalId;
}

const read = (signalId: string) => getSignal(system.runtime.sql, signalId) as Promise<Signal>;
const typesOf = async (signalId: string) =>
  (await system.runtime.events(`signal/${signalId}`)).map(({ type }) => type);

async function completed(signalId: string): Promise<Signal> {
  await waitUntil(async () => (await read(signalId)).status === 'completed', {
    timeoutMs: 100_000,
    message: `${signalId} is completed`,
  });
  return read(signalId);
}

async function lateResults(signalId: string, howMany: number): Promise<string[]> {
  const late = async () => (await listSignalResults(system.runtime.sql, signalId)).filter((result) => result.late);
  await waitUntil(async () => (await late()).length === howMany, {
    message: `${signalId} has ${howMany} late results`,
  });
  return (await late()).map(({ processor }) => processor);
}

async function sound(): Promise<void> {
  for (const { name, check } of signalInvariants)
    expect([name, await check(system.runtime.sql)]).toEqual([name, []]);
}

describe('a signal whose second processor is not there', () => {
  const partial = { status: 'completed', partial: true, missing: ['processor-2'] };
  const results = [
    { processor: 'processor-1', value: 10 },
    { processor: 'processor-3', value: 30 },
  ];
  let signalId: string;
  let asCompleted: Signal;

  it('is pending until its timeout, then completed with who is missing', async () => {
    const before = Date.now();
    signalId = await submit({ timeoutMs: TIMEOUT_MS });
    const after = Date.now();
    expect(await read(signalId)).toMatchObject({ status: 'pending', partial: false, missing: [] });
    const [timer] = (await system.runtime.read(`signal/${signalId}`))?.timers ?? [];
    const timeoutIn = (timer?.dueAt ?? 0) - TIMEOUT_MS;
    expect([timeoutIn >= before, timeoutIn <= after]).toEqual([true, true]);
    asCompleted = await completed(signalId);
    expect(asCompleted).toMatchObject({ signalId, value: 10, ...partial, results });
    expect(Date.parse(asCompleted.completedAt ?? '')).toBeGreaterThanOrEqual(timer?.dueAt ?? 0);
    await sound();
  });

  it('records its answer once it comes back, and changes nothing', async () => {
    await system.another({ works: ['processor-2'] });
    expect(await lateResults(signalId, 1)).toEqual(['processor-2']);
    expect(await read(signalId)).toEqual(asCompleted);
    expect(await typesOf(signalId)).toEqual([
      'SignalReceived',
      'SignalResultReceived',
      'SignalResultReceived',
      'SignalCompleted',
      'LateResultRecorded',
    ]);
    expect(await system.runtime.read(`signal/${signalId}`)).toMatchObject({
      state: 'closed',
      status: 'done',
      timers: [],
    });
    await sound();
  });
});

describe('a signal whose processors are all there', () => {
  it('is completed with three results, as soon as all are there', async () => {
    const before = Date.now();
    const signal = await completed(await submit());
    expect(signal).toMatchObject({
      status: 'completed',
      partial: false,
      missing: [],
      results: processors.map((processor, index) => ({ processor, value: 10 * (index + 1) })),
    });
    expect(Date.parse(signal.completedAt ?? '') - before).toBeGreaterThanOrEqual(DELAY_MS);
    expect(await system.runtime.read(`signal/${signal.signalId}`)).toMatchObject({ state: 'closed', timers: [] });
    await sound();
  });

  it('gets the answer of a processor that failed at first', async () => {
    dice = [0.1, 0.2];
    expect(await completed(await submit())).toMatchObject({ partial: false, missing: [] });
    expect(dice).toEqual([]);
  });

  it('misses the answer of a processor that keeps failing', async () => {
    dice = [0.1, 0.2, 0.3];
    const signalId = await submit({ timeoutMs: TIMEOUT_MS });
    expect(await completed(signalId)).toMatchObject({ partial: true, missing: ['processor-3'] });
    expect(await system.runtime.read(`processor-3/${signalId}`)).toMatchObject({
      state: 'gaveUp',
      status: 'done',
    });
    await sound();
  });

  it('survives the loss of Redis in the middle', async () => {
    const ids = await Promise.all([submit(), submit(), submit()]);
    await system.redis.flush();
    for (const id of ids) expect(await completed(id)).toMatchObject({ partial: false, missing: [] });
    await sound();
  });

  it('runs beside many others, each with one result per processor', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, (_, value) => submit({ value })));
    for (const id of ids) {
      const { value, results, partial } = await completed(id);
      expect([partial, results.map((result) => result.value)]).toEqual([false, [value, 2 * value, 3 * value]]);
    }
    await sound();
  });
});

describe('an answer', () => {
  const answer = (signalId: string, processor: string, value: number) =>
    system.runtime.execute({ to: `signal/${signalId}`, type: 'SignalProcessed', payload: { processor, value } });

  it('that comes twice counts once', async () => {
    const signalId = await submit({ processors: ['processor-1', SILENT] });
    await answer(signalId, SILENT, 11);
    await answer(signalId, SILENT, 12);
    const { results } = await completed(signalId);
    expect(results).toContainEqual({ processor: SILENT, value: 11 });
    expect(await listSignalResults(system.runtime.sql, signalId)).toHaveLength(2);
  });

  it('of somebody who was not asked does not count', async () => {
    const signalId = await submit();
    await answer(signalId, 'processor-9', 90);
    await completed(signalId);
    expect(
      (await listSignalResults(system.runtime.sql, signalId)).map(({ processor }) => processor).sort(),
    ).toEqual(processors);
  });

  it('that comes after the time for late ones is recorded too', async () => {
    const closing = await submit({ timeoutMs: 1, lateMs: 1, processors: [SILENT] });
    await waitUntil(async () => (await system.runtime.read(`signal/${closing}`))?.state === 'closed');
    const before = await read(closing);
    await answer(closing, SILENT, 40);
    expect(await lateResults(closing, 1)).toEqual([SILENT]);
    expect(await read(closing)).toEqual(before);
    expect(await typesOf(closing)).toEqual(['SignalReceived', 'SignalCompleted']);
    await sound();
  });
});

it('refuses a signal for a processor that there is not', async () => {
  await expect(submit({ processors: ['processor-7'] })).rejects.toMatchObject({ code: 'UNKNOWN_ACTOR_TYPE' });
  expect(await read(`s-${count}`)).toBeUndefined();
});

describe('the list of signals', () => {
  it('is paged, newest first', async () => {
    const { sql } = system.runtime;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listSignals(sql, { limit: 7, cursor });
      seen.push(...page.items.map(({ signalId }) => signalId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    const [{ total }] = (await sql.query('total', 'SELECT count(*)::int AS total FROM signals')) as [
      { total: number },
    ];
    expect(seen).toHaveLength(total);
  });

  it('can hold the pending ones alone', async () => {
    const signalId = await submit({ processors: [SILENT] });
    const { items } = await listSignals(system.runtime.sql, { status: 'pending' });
    expect(items.map((signal) => signal.signalId)).toEqual([signalId]);
    await system.runtime.execute({
      to: `signal/${signalId}`,
      type: 'SignalProcessed',
      payload: { processor: SILENT, value: 40 },
    });
    await completed(signalId);
  });

  it.each(['x', '', Buffer.from('1').toString('base64url')])('refuses the cursor %j', async (cursor) => {
    await expect(listSignals(system.runtime.sql, { cursor })).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });
});

describe('the checker', () => {
  it.each([
    [
      `DELETE FROM signal_results WHERE signal_id = 's-1' AND processor = 'processor-1'`,
      'has no result and is not named',
    ],
    [`UPDATE signal_results SET late = false WHERE signal_id = 's-1'`, 'has a result and is named as missing'],
    [`INSERT INTO signal_results VALUES ('s-1', 'processor-9', 1, true)`, 'result of processor-9'],
    [`DELETE FROM signals WHERE signal_id = 's-2'`, 'signal/s-2 is nowhere'],
  ])('finds what %s did', async (damage, finding) => {
    const { sql } = system.runtime;
    await sql.query('backup', 'CREATE TABLE kept AS SELECT * FROM signal_results');
    await sql.query('backup_signals', 'CREATE TABLE kept_signals AS SELECT * FROM signals');
    try {
      await sql.query(`damage: ${finding}`, damage);
      const found = (await Promise.all(signalInvariants.map(({ check }) => check(sql)))).flat();
      expect(found.join('\n')).toContain(finding);
    } finally {
      await sql.query('clear', 'DELETE FROM signal_results');
      await sql.query('clear_signals', 'DELETE FROM signals');
      await sql.query('restore', 'INSERT INTO signal_results SELECT * FROM kept');
      await sql.query('restore_signals', 'INSERT INTO signals SELECT * FROM kept_signals');
      await sql.query('drop', 'DROP TABLE kept, kept_signals');
    }
    await sound();
  });
});
