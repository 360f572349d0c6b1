import { describe, expect, it } from '@jest/globals';
import { RedisUnavailable } from './errors.ts';
import { findRedis, type RedisSource } from './redis-binary.ts';

const log = { info: () => {}, warn: () => {} };
const fails = (name: string, why: string): RedisSource => ({
  name,
  find: async () => {
    throw new Error(why);
  },
});
const gives = (file: string): RedisSource => ({ name: file, find: async () => ({ file, args: [] }) });

describe('findRedis', () => {
  it('takes the first source that works', async () => {
    const sources = [fails('PATH', 'ENOENT'), gives('cached-redis'), gives('built-redis')];
    expect(await findRedis(log, sources)).toEqual({ file: 'cached-redis', args: [] });
  });

  it('says what was tried and the way out when there is none', async () => {
    const finding = findRedis(log, [
      fails('PATH', 'spawn ENOENT'),
      fails('Debian package', 'no network\nat line 3'),
    ]);
    await expect(finding).rejects.toBeInstanceOf(RedisUnavailable);
    await expect(finding).rejects.toThrow('Set REDIS_URL to a running one');
    await expect(finding).rejects.toThrow('Tried:\n  PATH: spawn ENOENT\n  Debian package: no network');
  });
});
