import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { openLetter, outboxEmpty } from '../testing/drained.ts';
import { moodyActor } from '../testing/moody.ts';

describe.each(['queue', 'local'] as const)('a message on which a machine throws (%s delivery)', (delivery) => {
  const mood = { broken: true };
  let system: TestSystem;
  let count = 0;
  let to: `moody/${string}`;
  const send = (type: string, what: string, id?: string) =>
    system.runtime.send({ to, type, payload: { what }, ...(id ? { id } : {}) });
  const added = async () => (await system.runtime.read(to))?.context.added;

  beforeAll(async () => {
    system = await startTestSystem({ actors: [moodyActor(mood)], delivery });
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    mood.broken = true;
    count += 1;
    to = `moody/${count}`;
    await system.runtime.execute({ to, type: 'Begin', payload: {} });
  });

  test('ends as a dead letter that says what happened, and BullMQ shows it as failed', async () => {
    await send('Break', 'b', 'break-1');
    const letter = await openLetter(system.runtime, to);
    expect(letter).toMatchObject({ actor: to, error: { code: 'TURN_FAILED' }, state: 'open', parked: 0 });
    expect(letter.error.message).toContain('it is broken');
    expect(letter.message).toMatchObject({ id: 'break-1', type: 'Break', payload: { what: 'b' } });
    expect(letter.attempts).toBe(letter.history.length);
    const queue = new Queue('moody', { connection: { url: system.redis.url } });
    const failed = await waitUntil(async () => (await queue.getFailed()).find(({ id }) => id?.includes(to)));
    expect((failed as { failedReason?: string }).failedReason).toContain('it is broken');
    await queue.close();
  });

  test('holds back the later ones of its actor, in order, and nobody else', async () => {
    await send('Break', 'b');
    const letter = await openLetter(system.runtime, to);
    for (const what of ['1', '2', '3']) await send('Add', what);
    await waitUntil(async () => (await system.runtime.deadLetters.get(letter.id))?.parked === 3);
    await expect(system.runtime.execute({ to, type: 'Add', payload: { what: 'now' } })).rejects.toMatchObject({
      code: 'ACTOR_PARKED',
    });
    const other = await system.runtime.execute({ to: `moody/other${count}`, type: 'Begin', payload: {} });
    expect(other.accepted).toBe(true);
    expect(await added()).toEqual([]);

    mood.broken = false;
    await system.runtime.deadLetters.redrive(letter.id, { by: 'eve' });
    await waitUntil(async () => ((await added()) as string[]).length === 4);
    expect(await added()).toEqual(['b', '1', '2', '3']);
    expect(await system.runtime.deadLetters.get(letter.id)).toMatchObject({ state: 'redriven', parked: 0 });
    await outboxEmpty(system.runtime);
  });

  test('does not make a dead letter of a later one that would fail too: that one waits', async () => {
    await send('Break', 'first');
    const letter = await openLetter(system.runtime, to);
    await send('Break', 'second');
    await waitUntil(async () => (await system.runtime.deadLetters.get(letter.id))?.parked === 1);
    mood.broken = false;
    await system.runtime.deadLetters.redrive(letter.id, { by: 'eve' });
    await waitUntil(async () => ((await added()) as string[]).length === 2);
    expect(await added()).toEqual(['first', 'second']);
  });

  test('is given up by a discard, and stays so when it is delivered again', async () => {
    await send('Break', 'b', 'break-1');
    const letter = await openLetter(system.runtime, to);
    await send('Add', 'later');
    await waitUntil(async () => (await system.runtime.deadLetters.get(letter.id))?.parked === 1);
    const discarded = await system.runtime.deadLetters.discard(letter.id, { by: 'eve', reason: 'a test order' });
    expect(discarded).toMatchObject({
      state: 'discarded',
      audit: [{ by: 'eve', action: 'discard', note: 'a test order' }],
    });
    await waitUntil(async () => ((await added()) as string[]).length === 1);

    await send('Break', 'b', 'break-1');
    await outboxEmpty(system.runtime);
    mood.broken = false;
    await send('Break', 'b', 'break-1');
    await outboxEmpty(system.runtime);
    expect(await added()).toEqual(['later']);
    expect(
      await system.runtime.deadLetters
        .list({ state: 'open' })
        .then(({ items }) => items.map(({ actor }) => actor)),
    ).not.toContain(to);
  });

  test('of a timer becomes one dead letter, once, and fires when it is redriven', async () => {
    await send('Fuse', 'x');
    const letter = await openLetter(system.runtime, to);
    const { attempts } = letter;
    await send('Add', 'waiting');
    await waitUntil(async () => (await system.runtime.deadLetters.get(letter.id))?.parked === 1);
    expect((await system.runtime.deadLetters.get(letter.id))?.attempts).toBe(attempts);
    mood.broken = false;
    await system.runtime.deadLetters.redrive(letter.id, { by: 'eve' });
    await waitUntil(async () => ((await added()) as string[]).length === 1);
    expect((await system.runtime.read(to))?.state).toBe('on');
    await outboxEmpty(system.runtime);
  });
});
