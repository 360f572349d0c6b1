import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { triedAgain } from '../../tests/setup/tried-again.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { openLetter, outboxEmpty } from '../testing/drained.ts';
import { moodyActor } from '../testing/moody.ts';
import { SEATS_TABLE, seatActor } from '../testing/toy.ts';

describe('the office of dead letters', () => {
  const mood = { broken: true };
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ actors: [moodyActor(mood), seatActor({ failOn: 'bad' })] });
    await system.runtime.sql.query('seats', SEATS_TABLE);
  });
  afterAll(() => system.close());

  async function broken(id: string) {
    const to = `moody/${id}` as const;
    await system.runtime.execute({ to, type: 'Begin', payload: {} });
    await system.runtime.send({ to, type: 'Break', payload: { what: id } });
    return openLetter(system.runtime, to);
  }

  test('redrives with an edited payload, keeps the old one in the audit, and refuses one that breaks the schema', async () => {
    const { deadLetters } = system.runtime;
    await system.runtime.send({ to: 'seat/e', type: 'Hold', payload: { ticket: 'bad' } });
    const { id } = await openLetter(system.runtime, 'seat/e');
    const before = await deadLetters.get(id);
    await expect(deadLetters.redrive(id, { by: 'eve', payload: { ticket: 7 } })).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
    });
    expect(await deadLetters.get(id)).toEqual(before);

    await deadLetters.redrive(id, { by: 'eve', payload: { ticket: 'good' } });
    await waitUntil(async () => (await deadLetters.get(id))?.state === 'redriven');
    const [row] = await system.runtime.sql.query<{ ticket: string }>(
      'e',
      `SELECT ticket FROM toy_seats WHERE seat = 'seat/e'`,
    );
    expect(row?.ticket).toBe('good');
    expect((await deadLetters.get(id))?.audit).toMatchObject([
      { by: 'eve', action: 'redrive edited', was: { ticket: 'bad' } },
    ]);
  });

  test('takes a redriven letter that fails again back under its number, with more attempts', async () => {
    const letter = await broken('again');
    await system.runtime.deadLetters.redrive(letter.id, { by: 'eve' });
    const back = await waitUntil(async () => {
      const now = await system.runtime.deadLetters.get(letter.id);
      return now?.state === 'open' && now.attempts > letter.attempts ? now : undefined;
    });
    expect(back).toMatchObject({ audit: [{ by: 'eve', action: 'redrive' }] });
    expect(
      (await system.runtime.deadLetters.list({ actorType: 'moody' })).items.filter(
        ({ actor }) => actor === letter.actor,
      ),
    ).toHaveLength(1);
  });

  test('settles each letter once', async () => {
    const { id } = await broken('once');
    await system.runtime.deadLetters.discard(id, { by: 'eve', reason: 'no use' });
    const again = system.runtime.deadLetters.redrive(id, { by: 'bob' });
    await expect(again).rejects.toMatchObject({ code: 'DEAD_LETTER_SETTLED' });
    await expect(system.runtime.deadLetters.discard('999999', { by: 'bob', reason: '' })).rejects.toMatchObject({
      code: 'DEAD_LETTER_NOT_FOUND',
    });
    const { id: contested } = await broken('contested');
    const attempts = [1, 2, 3, 4].map((n) =>
      system.runtime.deadLetters.discard(contested, { by: `p${n}`, reason: '' }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await system.runtime.deadLetters.get(contested))?.audit).toHaveLength(1);
  });

  test('lists by page, newest first, and by what is asked for', async () => {
    const { deadLetters } = system.runtime;
    for (const n of [1, 2, 3, 4, 5]) await broken(`page${n}`);
    const first = await deadLetters.list({ state: 'open', actorType: 'moody', limit: 2 });
    const second = await deadLetters.list({ state: 'open', actorType: 'moody', limit: 2, before: first.next! });
    expect([...first.items, ...second.items].map(({ actor }) => actor)).toEqual([
      'moody/page5',
      'moody/page4',
      'moody/page3',
      'moody/page2',
    ]);
    const count = async (filter: object) => (await deadLetters.list({ limit: 100, ...filter })).items.length;
    expect(await count({ messageType: 'Break', state: 'open' })).toBe(
      await count({ code: 'TURN_FAILED', state: 'open' }),
    );
    expect(await count({ messageType: 'Hold' })).toBe(1);
    expect(await count({ code: 'NO_SUCH_CODE' })).toBe(0);
    const saying = async (text: string) =>
      (await deadLetters.list({ state: 'open', text })).items.map(({ actor }) => actor);
    expect(await saying('MOODY/page3')).toEqual(['moody/page3']);
    expect(await saying('"what":"page3"')).toEqual(['moody/page3']);
    expect(await saying('it is broken')).toHaveLength(await count({ code: 'TURN_FAILED', state: 'open' }));
    expect(await saying('%')).toEqual([]);
    expect((await deadLetters.list({ limit: 100 })).next).toBeUndefined();
  });

  test('redrives all that match at once', async () => {
    mood.broken = false;
    expect(await system.runtime.deadLetters.redriveMany({ text: 'nothing says this' }, { by: 'eve' })).toBe(0);
    const open = (await system.runtime.deadLetters.list({ state: 'open' })).items.length;
    expect(open).toBeGreaterThan(4);
    expect(
      await system.runtime.deadLetters.redriveMany({ actorType: 'moody' }, { by: 'eve', reason: 'mended' }),
    ).toBe(open);
    await waitUntil(async () => (await system.runtime.deadLetters.list({ state: 'open' })).items.length === 0);
    await waitUntil(
      async () => (await system.runtime.deadLetters.list({ state: 'redriving' })).items.length === 0,
    );
    const { items } = await system.runtime.deadLetters.list({ actorType: 'moody', limit: 1 });
    expect(items[0]?.audit).toMatchObject([{ by: 'eve', action: 'redrive', note: 'mended' }]);
    expect((await system.runtime.read('moody/page3'))?.context.added).toEqual(['page3']);
    await outboxEmpty(system.runtime);
  });
});

describe('a message from one actor to another', () => {
  const mood = { broken: true };
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ actors: [moodyActor(mood)] });
  });
  afterAll(() => system.close());

  test.each([
    ['that does not exist', 'moody/nobody', 'Add', 'ACTOR_NOT_FOUND', 4],
    ['that does not understand it', 'moody/sender', 'Sing', 'UNKNOWN_MESSAGE', 2],
  ])('%s ends as a dead letter of the addressee', async (_, addressee, message, code, attempts) => {
    const { runtime } = system;
    await runtime.execute({ to: 'moody/sender', type: 'Begin', payload: {}, id: 'begin' });
    const passed = await runtime.execute({
      to: 'moody/sender',
      type: 'Pass',
      payload: { to: addressee, message },
    });
    expect(passed.accepted).toBe(true);
    const letter = await openLetter(runtime, addressee);
    expect(letter).toMatchObject({ error: { code }, attempts, message: { from: 'moody/sender', type: message } });
    await runtime.deadLetters.discard(letter.id, { by: 'eve', reason: 'a test' });
  });

  test('of a type that nobody registered fails the sender, who then has the dead letter', async () => {
    const { runtime } = system;
    await runtime.execute({ to: 'moody/wrong', type: 'Begin', payload: {} });
    const pass = { to: 'moody/wrong', type: 'Pass', payload: { to: 'nosuch/1', message: 'Add' } } as const;
    await expect(runtime.execute(pass)).rejects.toMatchObject({ code: 'UNKNOWN_ACTOR_TYPE' });
    await runtime.send(pass);
    expect(await openLetter(runtime, 'moody/wrong')).toMatchObject({ error: { code: 'UNKNOWN_ACTOR_TYPE' } });
    await outboxEmpty(runtime);
  });

  test('is delivered when the addressee starts while it is being retried', async () => {
    const runtime = await system.another({ retry: { attempts: 12, backoffMs: 20 } });
    await system.runtime.stop();
    await runtime.execute({ to: 'moody/sender', type: 'Begin', payload: {}, id: 'begin' });
    await runtime.execute({ to: 'moody/sender', type: 'Pass', payload: { to: 'moody/late', message: 'Add' } });
    await triedAgain(system, 'moody');
    await runtime.execute({ to: 'moody/late', type: 'Begin', payload: {} });
    const added = async () => (await runtime.read('moody/late'))?.context.added as string[] | undefined;
    await waitUntil(async () => (await added())?.length === 1);
    const letters = (await runtime.deadLetters.list({})).items;
    expect(letters.filter(({ actor }) => actor === 'moody/late')).toEqual([]);
  });
});
