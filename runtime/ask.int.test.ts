import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../tests/setup/runtime.ts';
import { waitUntil } from '../tests/setup/wait-until.ts';
import { done } from './activities/outcome.ts';
import type { Activity, StoredEvent } from './definition.ts';
import { SEATS_TABLE, seatActor, ticketActor } from './testing/toy.ts';

/** The price of a seat is known to the seat alone. */
const quote: Activity<{ seat: string }, number> = {
  run: async ({ seat }, { ask }) => {
    const { payload } = await ask(`seat/${seat}`, 'Count', {}, 2_000);
    return done(String(payload.seat).length);
  },
  backoffMs: 50,
  attempts: 5,
};

describe('a question over the broker', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ actors: [ticketActor(quote), seatActor()], works: ['ticket'] });
    await system.runtime.sql.query('seats', SEATS_TABLE);
  });
  afterAll(() => system.close());

  const count = (seat: string, timeoutMs: number) =>
    system.runtime.ask(
      { to: `seat/${seat}`, type: 'Count', payload: {}, correlationId: `for-${seat}` },
      { timeoutMs },
    );
  const journaled = (seat: string) =>
    system.runtime.sql.query<{ message: { correlationId: string; replyTo: string } }>(
      'journaled',
      'SELECT message FROM journal WHERE actor = $1',
      [`seat/${seat}`],
    );

  it('that nobody works times out, naming whom was asked what, and for how long, before one that waits longer', async () => {
    const over: string[] = [];
    const patient = count('A0', 400).catch(() => void over.push('A0'));
    await expect(count('A1', 150)).rejects.toMatchObject({
      code: 'ASK_TIMEOUT',
      retry: 'later',
      message: 'seat/A1 did not answer "Count" within 150 ms',
    });
    over.push('A1');
    await patient;
    expect(over).toEqual(['A1', 'A0']);
  });

  it('that breaks its schema is refused before it is sent', async () => {
    const question = { to: 'seat/A1', type: 'Hold', payload: { ticket: 7 } } as const;
    await expect(system.runtime.ask(question, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
    });
    await expect(system.runtime.ask({ ...question, type: 'Sell' }, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'UNKNOWN_MESSAGE',
    });
  });

  it('that is answered late wakes nobody, and the next one gets its own answer', async () => {
    await system.another({ works: ['seat'] });
    await waitUntil(async () => (await journaled('A1')).length === 1, {
      message: 'the old question was taken',
    });
    expect(await count('B2', 60_000)).toEqual({ type: 'Counted', payload: { seat: 'seat/B2' } });
  });

  it('carries its correlation, and where the answer is awaited', async () => {
    await count('C3', 60_000);
    const [{ message }] = (await journaled('C3')) as [{ message: { correlationId: string; replyTo: string } }];
    expect(message).toMatchObject({
      correlationId: 'for-C3',
      replyTo: expect.stringContaining(`reply/${system.runtime.processId}.`),
    });
  });

  it('of many at once gets its own answer each, in another process too', async () => {
    const seats = Array.from({ length: 100 }, (_, index) => `D${index}`);
    const answers = await Promise.all(seats.map((seat) => count(seat, 60_000)));
    expect(answers.map(({ payload }) => payload.seat)).toEqual(seats.map((seat) => `seat/${seat}`));
  });

  it('may be asked by an activity, under the correlation of its actor', async () => {
    await system.runtime.execute({
      to: 'ticket/t',
      type: 'Ask',
      payload: { seat: 'E5' },
      correlationId: 'evening',
    });
    await waitUntil(async () => (await system.runtime.read('ticket/t'))?.state === 'offered');
    await system.runtime.execute({ to: 'ticket/t', type: 'Give', payload: {} });
    const given = (await system.runtime.events('ticket/t')).at(-1) as StoredEvent;
    expect(given).toMatchObject({ type: 'TicketGiven', payload: { price: 'seat/E5'.length } });
    const correlations = (await journaled('E5')).map(({ message }) => message.correlationId);
    expect([correlations.length >= 2, new Set(correlations)]).toEqual([true, new Set(['evening'])]);
  });
});
