import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../tests/setup/runtime.ts';
import { waitUntil } from '../tests/setup/wait-until.ts';
import { SEATS_TABLE, seatActor, ticketActor } from './testing/toy.ts';

describe.each(['queue', 'local'] as const)('a saga with %s delivery', (delivery) => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ actors: [ticketActor(), seatActor()], delivery });
    await system.runtime.sql.query('seats', SEATS_TABLE);
  });
  afterAll(() => system.close());

  test('goes through its turns, keeps a journal and emits events in order', async () => {
    const { runtime } = system;
    const started = await runtime.execute({ to: 'ticket/a', type: 'Ask', payload: { seat: 'A1' } });
    expect(started).toMatchObject({ fresh: true, accepted: true, actor: { state: 'holding', version: 1 } });
    await waitUntil(async () => (await runtime.read('ticket/a'))?.state === 'offered');
    const given = await runtime.execute({ to: 'ticket/a', type: 'Give', payload: {} });
    expect(given.actor).toMatchObject({ state: 'given', status: 'done', version: 4, timers: [] });
    expect((await runtime.events('ticket/a')).map(({ type, version }) => [version, type])).toEqual([
      [1, 'TicketAsked'],
      [2, 'TicketGiven'],
    ]);
    expect((await runtime.history('ticket/a')).map(({ message }) => message.type)).toEqual([
      'Ask',
      'SeatHeld',
      'xstate.done.actor.quote',
      'Give',
    ]);
  });

  test('fires a durable timer', async () => {
    const { runtime } = system;
    await runtime.execute({ to: 'ticket/b', type: 'Ask', payload: { seat: 'B1', waitMs: 100 } });
    const actor = await runtime.waitFor('ticket/b', 60_000);
    expect(actor).toMatchObject({ state: 'lapsed', status: 'done' });
  });

  test('leaves nothing in the outbox', async () => {
    await waitUntil(async () => (await system.runtime.sql.query('o', 'SELECT 1 FROM outbox')).length === 0);
    expect(await system.runtime.sql.query('w', 'SELECT * FROM wakes')).toEqual([]);
  });

  test('answers a question over the broker', async () => {
    const answer = await system.runtime.ask({ to: 'seat/A1', type: 'Count', payload: {} }, { timeoutMs: 60_000 });
    expect(answer).toEqual({ type: 'Counted', payload: { seat: 'seat/A1' } });
  });
});
