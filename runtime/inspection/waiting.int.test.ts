import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { openLetter } from '../testing/drained.ts';
import { moodyActor } from '../testing/moody.ts';
import type { Inspection } from './api.ts';
import { openInspection } from './inspection.ts';

describe('messages that wait behind a dead letter', () => {
  const actors = [moodyActor({ broken: true })];
  let system: TestSystem;
  let inspection: Inspection;
  beforeAll(async () => {
    system = await startTestSystem({ actors });
    const { runtime, database, redis } = system;
    inspection = openInspection({ actors, databaseUrl: database.url, redisUrl: redis.url, runtime });
  });
  afterAll(async () => {
    await inspection.stop();
    await system.close();
  });

  const to = 'moody/1';
  const say = (type: string, payload: Record<string, unknown> = {}) => system.runtime.send({ to, type, payload });
  const parked = (howMany: number) =>
    waitUntil(
      async () => {
        const { waiting = [] } = (await inspection.now(to)) ?? {};
        return waiting.length === howMany && waiting.every(({ place }) => place === 'parked') && waiting;
      },
      { message: `${howMany} messages are parked` },
    );

  test('are told what would become of each, one after the other, and nothing is done', async () => {
    await say('Begin');
    await say('Break', { what: 'first' });
    await openLetter(system.runtime, to);
    await say('Add', { what: 'one' });
    await parked(1);
    await say('Begin');
    await parked(2);
    await say('Break', { what: 'again' });
    await parked(3);
    await say('Fuse');
    await parked(4);
    await say('Fuse');
    expect(await parked(5)).toMatchObject([
      { type: 'Add', verdict: 'accepted', reason: null, after: ['on'] },
      { type: 'Begin', verdict: 'ignored', reason: 'on has no transition for Begin', after: null },
      { type: 'Break', verdict: 'refused', reason: 'it is broken', after: null },
      { type: 'Fuse', verdict: 'accepted', reason: null, after: ['lit'] },
      { type: 'Fuse', verdict: 'ignored', reason: 'lit has no transition for Fuse', after: null },
    ]);
    expect(await system.runtime.read(to)).toMatchObject({ state: 'on', context: { added: [] } });
  });
});
