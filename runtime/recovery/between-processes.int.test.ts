import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { defineHandlerActor } from '../define.ts';
import { outboxEmpty } from '../testing/drained.ts';
import { moodyActor } from '../testing/moody.ts';

const doorsOnly = { worker: false, relay: false, timer: false, projection: false };

describe('between processes', () => {
  let system: TestSystem;
  afterEach(() => system.close());

  test('a timer fires although the process that fires it remembers the actor as it was before', async () => {
    const actors = [moodyActor({ broken: false }, 400)];
    system = await startTestSystem({ actors, roles: { ...doorsOnly, timer: true } });
    const other = await system.another({ roles: doorsOnly });
    await system.runtime.execute({ to: 'moody/1', type: 'Begin', payload: {} });
    const lit = await other.execute({ to: 'moody/1', type: 'Fuse', payload: {} });
    expect(lit.actor?.state).toBe('lit');
    await other.stop();
    await waitUntil(async () => (await system.runtime.read('moody/1'))?.state === 'on');
  });

  test('turns of one actor taken in both at once all count, in one order', async () => {
    system = await startTestSystem({ actors: [moodyActor({ broken: false })], roles: doorsOnly });
    const other = await system.another();
    await system.runtime.execute({ to: 'moody/1', type: 'Begin', payload: {} });
    const add = (n: number) =>
      (n % 2 ? other : system.runtime).execute({ to: 'moody/1', type: 'Add', payload: { what: `${n}` } });
    await Promise.all(Array.from({ length: 40 }, (_, n) => add(n)));
    const actor = await system.runtime.read('moody/1');
    expect(actor?.version).toBe(41);
    const journaled = (await system.runtime.history('moody/1', { after: 1 })).map(
      ({ message }) => message.payload.what,
    );
    expect(actor?.context.added).toEqual(journaled);
    expect((await system.runtime.events('moody/1')).map(({ version }) => version)).toEqual(
      journaled.map((_, index) => index + 1),
    );
  });

  test('a message parked at the moment at which its actor was released is found', async () => {
    system = await startTestSystem({ actors: [moodyActor({ broken: false })] });
    const { runtime } = system;
    await runtime.execute({ to: 'moody/1', type: 'Begin', payload: {} });
    const left = {
      id: 'left',
      to: 'moody/1',
      type: 'Add',
      payload: { what: 'left' },
      correlationId: 'c',
      sentAt: 1,
    };
    await runtime.sql.query(
      'park',
      `INSERT INTO parked (actor, message_id, message) VALUES ('moody/1', 'left', $1)`,
      [left],
    );
    const added = async () => (await runtime.read('moody/1'))?.context.added as string[] | undefined;
    await waitUntil(async () => (await added())?.length === 1);
    await outboxEmpty(runtime);
    expect(await runtime.sql.query('parked', 'SELECT 1 FROM parked')).toEqual([]);
  });

  test('a command on a clock runs once per slot, however many processes have the clock', async () => {
    const ran: string[] = [];
    const clocked = defineHandlerActor({
      type: 'sweeper',
      messages: { Sweep: z.object({}) },
      handle: async (messages) => {
        ran.push(...messages.map(({ id }) => id));
        return messages.map(() => ({}));
      },
      every: [{ everyMs: 150, id: 'all', type: 'Sweep', payload: {} }],
    });
    system = await startTestSystem({ actors: [clocked] });
    await Promise.all([system.another(), system.another()]);
    await waitUntil(() => ran.length >= 6);
    expect(new Set(ran).size).toBe(ran.length);
  });
});
