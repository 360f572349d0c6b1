import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { Notified } from '../testing/notified.ts';
import { listNotifications } from './index.ts';

let world: Notified;
beforeAll(async () => {
  world = await Notified.start();
});
afterEach(() => world.calmDown());
afterAll(() => world.close());

describe('exactly one mail and one call per event', () => {
  it('where the process dies between the acknowledgement of the mail server and its own commit', async () => {
    let deaths = 1;
    world.afterSending = () => {
      deaths -= 1;
      if (deaths >= 0) throw new Error('died right after sending');
    };
    const userId = await world.register();
    const id = await world.cancel(userId);
    const notification = await world.became(id, 'sent');
    expect(notification?.channels[1]).toMatchObject({ attempts: 2 });
    expect(world.mailsTo(userId)).toHaveLength(1);
  });

  it('where Redis loses everything in the middle', async () => {
    await world.hook('/flushed');
    const users = await Promise.all(Array.from({ length: 60 }, () => world.register()));
    for (let from = 0; from < users.length; from += 20) {
      await Promise.all(users.slice(from, from + 20).map((userId) => world.cancel(userId)));
      await world.system.redis.flush();
    }
    const haveMail = () => users.every((userId) => world.mailsTo(userId).length > 0);
    await waitUntil(haveMail, { message: 'everybody has mail' });
    const pending = async () => (await listNotifications(world.runtime.sql, { status: 'pending' })).items;
    await waitUntil(async () => (await pending()).length === 0, { message: 'nobody is still to be told' });
    expect(users.map((userId) => world.mailsTo(userId).length)).toEqual(users.map(() => 1));
    const ids = world.receiver.at('/flushed').map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
    expect(await world.violations()).toEqual([]);
  });

  it('where the policy reads all events once more', async () => {
    await world.hook('/again');
    await world.became(await world.cancel(await world.register()), 'sent');
    const before = { mails: world.inbox.length, calls: world.receiver.received.length };
    const rows = async () =>
      (await world.runtime.sql.query<{ n: number }>('n', 'SELECT count(*)::int AS n FROM notifications'))[0]?.n;
    const known = await rows();
    await world.runtime.stop();
    const second = await world.system.another({ policies: [] });
    await second.sql.query('rewind', "DELETE FROM checkpoints WHERE name = 'notify'");
    await second.stop();
    world.runtime = await world.system.another();
    const userId = await world.register();
    await world.became(await world.cancel(userId), 'sent');
    await waitUntil(async () => (await world.runtime.sql.query('outbox', 'SELECT FROM outbox')).length === 0);
    expect([world.inbox.length, world.receiver.received.length, await rows()]).toEqual([
      before.mails + 1,
      before.calls + 1,
      (known ?? 0) + 1,
    ]);
    expect(await world.violations()).toEqual([]);
  });

  it('where the mail server is away for a while', async () => {
    const bringBack = await world.withoutMailServer();
    const userId = await world.register();
    const id = await world.cancel(userId);
    await waitUntil(async () => ((await world.read(id))?.channels[1]?.attempts ?? 0) > 0);
    await bringBack();
    const isOver = async () => (await world.read(id))?.status !== 'pending';
    await waitUntil(isOver, { message: 'the tries have come to an end' });
    if ((await world.read(id))?.status === 'failed')
      await world.runtime.deadLetters.redrive((await world.waitForLetter()).id, { by: 'a test' });
    await world.became(id, 'sent');
    expect(world.mailsTo(userId)).toHaveLength(1);
  });
});
