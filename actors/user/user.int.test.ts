import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { getUser, userActor } from './index.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ actors: [userActor()] });
});
afterAll(() => system.close());
beforeEach(async () => {
  await system.runtime.sql.query('empty', 'DELETE FROM users');
});

let made = 0;

function register(email: string, userId?: string, runtime = system.runtime) {
  made += 1;
  return runtime.execute({
    to: `user/${userId ?? `u-${made}`}`,
    type: 'RegisterUser',
    payload: { email, name: 'Ada' },
  });
}

describe('a user', () => {
  it('is stored, and the event says so', async () => {
    expect(await register('ada@example.com', 'ada')).toMatchObject({ fresh: true, accepted: true });
    expect(await getUser(system.runtime.sql, 'ada')).toEqual({
      userId: 'ada',
      email: 'ada@example.com',
      name: 'Ada',
    });
    expect(await system.runtime.events('user/ada')).toMatchObject([
      { version: 1, type: 'UserRegistered', payload: { email: 'ada@example.com', name: 'Ada' } },
    ]);
  });

  it('cannot have the address of another one, whatever its case, and leaves no event', async () => {
    await register('ada@example.com');
    expect(await register('Ada@Example.COM', 'late')).toMatchObject({
      accepted: false,
      refused: { code: 'EMAIL_TAKEN' },
    });
    expect(await system.runtime.events('user/late')).toEqual([]);
    expect(await getUser(system.runtime.sql, 'late')).toBeUndefined();
  });

  it('cannot be registered twice under one id', async () => {
    await register('one@example.com', 'same');
    expect(await register('two@example.com', 'same')).toMatchObject({ refused: { code: 'USER_EXISTS' } });
  });

  it('wins alone where many ask for one address at the same moment, in two processes', async () => {
    const other = await system.another();
    const runtimes = [system.runtime, other];
    const asked = Array.from({ length: 60 }, (_, n) =>
      register(`race-${n % 3}@example.com`, undefined, runtimes[n % 2]),
    );
    const results = await Promise.all(asked);
    expect(results.filter(({ accepted }) => accepted)).toHaveLength(3);
    expect(results.filter(({ refused }) => refused?.code === 'EMAIL_TAKEN')).toHaveLength(57);
  });
});
