import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EmbeddedUrls, findRunning, joinEmbedded } from './index.ts';

const log = { info: () => {}, warn: (text: string) => console.error(text) };

describe('joining the servers of a folder', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-join-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  it('starts them once, whoever comes first, and ends them with whom started them', async () => {
    const options = { dataDir, postgres: true, redis: true, log };
    const both = await Promise.all([joinEmbedded(options), joinEmbedded(options)]);
    const urls = both.map(({ databaseUrl, redisUrl }): EmbeddedUrls => ({ databaseUrl, redisUrl }));
    expect(urls[0]).toEqual({
      databaseUrl: expect.stringMatching(/^postgresql:/),
      redisUrl: expect.stringMatching(/^redis:/),
    });
    expect(urls[1]).toEqual(urls[0]);
    await both[1]?.stop();
    expect(await findRunning(dataDir)).toEqual(urls[0]);
    await both[0]?.stop();
    expect(await findRunning(dataDir)).toEqual({});
  });
});
