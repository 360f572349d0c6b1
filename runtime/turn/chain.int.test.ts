import { afterEach, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { SEATS_TABLE, seatActor, ticketActor } from '../testing/toy.ts';

let system: TestSystem;
afterEach(() => system.close());

async function start(options: Parameters<typeof seatActor>[0] = {}, chainRounds = 10) {
  system = await startTestSystem({ actors: [ticketActor(), seatActor(options)], delivery: 'local', chainRounds });
  await system.runtime.sql.query('seats', SEATS_TABLE);
  return system.runtime;
}

/** How many transactions wrote the journal of these actors. */
async function commits(...actors: string[]): Promise<number> {
  const [row] = await system.runtime.sql.query<{ commits: number }>(
    'commits',
    'SELECT count(DISTINCT xmin::text)::int AS commits FROM journal WHERE actor = ANY($1)',
    [actors],
  );
  return row?.commits ?? 0;
}

const offered = (id: string) =>
  waitUntil(async () => (await system.runtime.read(`ticket/${id}`))?.state === 'offered');

describe('a chain of turns', () => {
  test('shares one commit up to the activity', async () => {
    const runtime = await start();
    const started = await runtime.execute({ to: 'ticket/a', type: 'Ask', payload: { seat: 'A1' } });
    expect(started.actor).toMatchObject({ state: 'holding', version: 1 });
    await offered('a');
    expect(await commits('ticket/a', 'seat/A1')).toBe(2);
    expect((await runtime.history('ticket/a')).map(({ version, message }) => [version, message.type])).toEqual([
      [1, 'Ask'],
      [2, 'SeatHeld'],
      [3, 'xstate.done.actor.quote'],
    ]);
  });

  test('ends at its limit of rounds, and the rest goes through the outbox', async () => {
    const runtime = await start({}, 1);
    await runtime.execute({ to: 'ticket/a', type: 'Ask', payload: { seat: 'A1' } });
    await offered('a');
    expect(await commits('ticket/a', 'seat/A1')).toBe(3);
  });

  test('leaves out a message that fails, which becomes a dead letter, and keeps the others', async () => {
    const runtime = await start({ failOn: 'bad' });
    await Promise.all(
      ['good', 'bad', 'fine'].map((id) =>
        runtime.execute({ to: `ticket/${id}`, type: 'Ask', payload: { seat: id } }),
      ),
    );
    await Promise.all([offered('good'), offered('fine')]);
    await waitUntil(async () => (await runtime.deadLetters.list({})).items.length === 1);
    expect((await runtime.deadLetters.list({})).items[0]).toMatchObject({
      actor: 'seat/bad',
      message: { type: 'Hold' },
    });
    expect(await runtime.read('ticket/bad')).toMatchObject({ state: 'holding', version: 1 });
  });

  test('runs unchained where the target is parked behind a dead letter', async () => {
    const seats = { failOn: 'bad' };
    const runtime = await start(seats);
    await runtime.execute({ to: 'ticket/bad', type: 'Ask', payload: { seat: 'S' } });
    await waitUntil(async () => (await runtime.deadLetters.list({})).items.length === 1);
    await runtime.execute({ to: 'ticket/next', type: 'Ask', payload: { seat: 'S' } });
    await waitUntil(async () => (await runtime.deadLetters.list({})).items[0]?.parked === 1);
    const [letter] = (await runtime.deadLetters.list({})).items;
    seats.failOn = 'nobody';
    await runtime.deadLetters.redrive(letter?.id ?? '', { by: 'test' });
    await offered('bad');
    expect(await runtime.waitFor('ticket/next', 60_000)).toMatchObject({ state: 'refused' });
  });

  test('runs unchained where another process has moved an actor of the chain', async () => {
    const runtime = await start();
    const other = await system.another();
    await runtime.execute({ to: 'ticket/a', type: 'Ask', payload: { seat: 'A1' } });
    await offered('a');
    await other.execute({ to: 'ticket/a', type: 'Note', payload: {} });
    const given = await runtime.execute({ to: 'ticket/a', type: 'Give', payload: {} });
    expect(given.actor).toMatchObject({ state: 'given', version: 5 });
  });
});
