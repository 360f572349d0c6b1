import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { triedAgain } from '../../tests/setup/tried-again.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { defineHandlerActor } from '../define.ts';
import type { RuntimeOptions } from '../runtime.ts';
import { openLetter, outboxEmpty } from '../testing/drained.ts';
import { SEATS_TABLE, seatActor } from '../testing/toy.ts';

describe('a handler that fails for one message of a batch', () => {
  let system: TestSystem;
  afterEach(() => system.close());

  async function holdTwenty(options: { failOn?: string }, more: Partial<RuntimeOptions> = {}) {
    system = await startTestSystem({ actors: [seatActor(options)], ...more });
    const { runtime } = system;
    await runtime.sql.query('seats', SEATS_TABLE);
    const tickets = Array.from({ length: 20 }, (_, n) => (n === 7 ? 'bad' : `t${n}`));
    const hold = (ticket: string, n: number) =>
      runtime.send({ to: `seat/${n}`, type: 'Hold', payload: { ticket } });
    await Promise.all(tickets.map(hold));
    return runtime;
  }
  const held = async () =>
    (await system.runtime.sql.query<{ seat: string }>('held', 'SELECT seat FROM toy_seats WHERE holds = 1'))
      .length;

  test('harms none of the others; that one ends as a dead letter with its attempts', async () => {
    const runtime = await holdTwenty({ failOn: 'bad' });
    const letter = await openLetter(runtime, 'seat/7');
    expect(letter).toMatchObject({
      attempts: 4,
      error: { code: 'HANDLER_FAILED', message: 'this ticket cannot be held' },
    });
    expect(letter.error.stack).toContain('toy.ts');
    expect(letter.history).toHaveLength(4);
    expect([...letter.history].map(({ at }) => at)).toEqual(letter.history.map(({ at }) => at).sort());
    await waitUntil(async () => (await held()) === 19);
    await outboxEmpty(runtime);
    expect((await runtime.deadLetters.list({ state: 'open' })).items).toHaveLength(1);
  });

  test('succeeds by retry when the cause passes, and no dead letter is left', async () => {
    const options: { failOn?: string } = { failOn: 'bad' };
    const runtime = await holdTwenty(options, { retry: { attempts: 12, backoffMs: 20 } });
    await triedAgain(system, 'seat');
    delete options.failOn;
    await waitUntil(async () => (await held()) === 20);
    await outboxEmpty(runtime);
    expect((await runtime.deadLetters.list({})).items).toEqual([]);
  });
});

describe('what a handler may not do', () => {
  let system: TestSystem;
  afterEach(() => system.close());

  test('a payload that the database cannot hold ends as a dead letter and does not hold up the others', async () => {
    system = await startTestSystem({ actors: [seatActor()] });
    const { runtime } = system;
    await runtime.sql.query('seats', SEATS_TABLE);
    await runtime.send({ to: 'seat/nul', type: 'Hold', payload: { ticket: 'a\u0000b' } });
    await runtime.send({ to: 'seat/fine', type: 'Hold', payload: { ticket: `quote " ' \\ { } , é 漢 🎟` } });
    const letter = await openLetter(runtime, 'seat/nul');
    expect(letter.error.message).toContain('unsupported Unicode escape sequence');
    expect(letter.message.payload).toEqual({ ticket: 'a\u0000b' });
    const [row] = await runtime.sql.query<{ ticket: string }>(
      'fine',
      `SELECT ticket FROM toy_seats WHERE seat = 'seat/fine'`,
    );
    expect(row?.ticket).toBe(`quote " ' \\ { } , é 漢 🎟`);
    const [entry] = await runtime.history('seat/fine');
    expect(entry?.message.payload).toEqual({ ticket: `quote " ' \\ { } , é 漢 🎟` });
  });
});

describe('a write that nobody waited for and the server refuses', () => {
  let system: TestSystem;
  afterEach(() => system.close());

  const scribe = defineHandlerActor({
    type: 'scribe',
    messages: { Write: z.object({}) },
    events: {},
    handle: async (messages, sql) => {
      sql.write('scribe', 'INSERT INTO toy_nowhere (line) VALUES ($1)', ['x']);
      return messages.map(() => ({}));
    },
  });

  test('fails its own message, and not that of the handler whose statement came next', async () => {
    system = await startTestSystem({ actors: [scribe, seatActor()] });
    const { runtime } = system;
    await runtime.sql.query('seats', SEATS_TABLE);
    const [written, held] = await Promise.allSettled([
      runtime.execute({ to: 'scribe/a', type: 'Write', payload: {} }),
      runtime.execute({ to: 'seat/a', type: 'Hold', payload: { ticket: 't' } }),
    ]);
    expect(written).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('toy_nowhere') },
    });
    expect(held).toMatchObject({ status: 'fulfilled' });
  });
});
