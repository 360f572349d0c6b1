import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../tests/setup/runtime.ts';
import { waitUntil } from '../tests/setup/wait-until.ts';
import { SEATS_TABLE, seatActor, ticketActor } from './testing/toy.ts';

describe.each(['queue', 'local'] as const)('with %s delivery', (delivery) => {
  let system: TestSystem;
  const turns = async (actor: string) =>
    (await system.runtime.history(actor as 'seat/A')).map(({ message }) => message.type);
  const holds = async (seat: string) =>
    (
      await system.runtime.sql.query<{ holds: number }>('holds', 'SELECT holds FROM toy_seats WHERE seat = $1', [
        seat,
      ])
    )[0]?.holds;

  beforeAll(async () => {
    system = await startTestSystem({ actors: [ticketActor(), seatActor()], delivery });
    await system.runtime.sql.query('seats', SEATS_TABLE);
  });
  afterAll(() => system.close());

  test('a command executed twice at once takes one turn, and both callers are told of it', async () => {
    const command = { to: 'ticket/twice', type: 'Ask', payload: { seat: 'T' }, id: 'ask-1' } as const;
    const [one, other] = await Promise.all([system.runtime.execute(command), system.runtime.execute(command)]);
    expect([one.fresh, other.fresh].sort()).toEqual([false, true]);
    expect(one.actor?.id).toBe(other.actor?.id);
    expect((await turns('ticket/twice')).filter((type) => type === 'Ask')).toEqual(['Ask']);
  });

  test('a message accepted ten times under one id has its effect once, on machines and on handlers', async () => {
    const { runtime } = system;
    await runtime.execute({ to: 'ticket/ten', type: 'Ask', payload: { seat: 'X' } });
    const note = { to: 'ticket/ten', type: 'Note', payload: {}, id: 'note-1' } as const;
    const hold = { to: 'seat/ten', type: 'Hold', payload: { ticket: 't' }, id: 'hold-1' } as const;
    await Promise.all(Array.from({ length: 10 }, () => [runtime.send(note), runtime.send(hold)]).flat());
    await waitUntil(async () => (await runtime.sql.query('left', 'SELECT 1 FROM outbox')).length === 0);
    expect((await runtime.read('ticket/ten'))?.context.notes).toBe(1);
    expect(await turns('seat/ten')).toEqual(['Hold']);
    expect(await holds('seat/ten')).toBe(1);
  });

  test('a command repeated after the actor has gone on is still known', async () => {
    const { runtime } = system;
    const ask = { to: 'ticket/gone', type: 'Ask', payload: { seat: 'G', waitMs: 1 }, id: 'ask-1' } as const;
    await runtime.execute(ask);
    await runtime.waitFor('ticket/gone', 60_000);
    expect(await runtime.execute(ask)).toMatchObject({ fresh: false, actor: { status: 'done' } });
    const other = { ...ask, id: 'ask-2' };
    expect(await runtime.execute(other)).toMatchObject({
      fresh: true,
      accepted: false,
      actor: { state: 'lapsed' },
    });
  });
});

describe('a command is refused at once', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ actors: [ticketActor(), seatActor()] });
  });
  afterAll(() => system.close());

  test.each([
    ['nobody/1', 'Ask', {}, undefined, 'UNKNOWN_ACTOR_TYPE'],
    ['ticket/1', 'Dance', {}, undefined, 'UNKNOWN_MESSAGE'],
    ['ticket/1', 'xstate.done.actor.quote', {}, 'ticket/1@2.0', 'UNKNOWN_MESSAGE'],
    ['ticket/1', 'Ask', { seat: '' }, undefined, 'INVALID_MESSAGE'],
    ['ticket/1', 'Give', {}, undefined, 'ACTOR_NOT_FOUND'],
    ['ticket/', 'Ask', { seat: 'A' }, undefined, 'INVALID_MESSAGE'],
    ['ticket/a\u0000b', 'Ask', { seat: 'A' }, undefined, 'INVALID_MESSAGE'],
    ['ticket/1', 'Ask', { seat: 'A' }, 'with:colon', 'INVALID_MESSAGE'],
    ['ticket/1', 'Ask', { seat: 'A' }, 'like-a-timer~', 'INVALID_MESSAGE'],
  ])('to %j of type %s with %j and the id %j: %5$s', async (to, type, payload, id, code) => {
    const command = { to: to as 'ticket/1', type, payload, ...(id ? { id } : {}) };
    await expect(system.runtime.execute(command)).rejects.toMatchObject({ code });
  });

  test('and leaves nothing behind', async () => {
    expect(
      await system.runtime.sql.query('all', 'SELECT actor FROM journal UNION ALL SELECT id FROM outbox'),
    ).toEqual([]);
    expect(await system.runtime.sql.query('letters', 'SELECT id FROM dead_letters')).toEqual([]);
  });
});
