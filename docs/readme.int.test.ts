import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pino from 'pino';
import { loadConfig } from '../config.ts';
import { type System, startSystem } from '../system.ts';
import { createTestDatabase, type TestDatabase } from '../tests/setup/database.ts';
import { createTestRedis, type TestRedis } from '../tests/setup/redis.ts';
import { waitUntil } from '../tests/setup/wait-until.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, code = '']) => code);
const curls = blocks.filter((code) => code.includes('curl'));

let system: System;
let database: TestDatabase;
let redis: TestRedis;
let dataDir: string;

beforeAll(async () => {
  [database, redis, dataDir] = await Promise.all([
    createTestDatabase(),
    createTestRedis(),
    mkdtemp(join(tmpdir(), 'orderly-readme-')),
  ]);
  const environment = { PORT: '0', DATA_DIR: dataDir, DATABASE_URL: database.url, REDIS_URL: redis.url };
  system = await startSystem(loadConfig(environment, []), pino({ level: 'silent' }), 'test');
});
afterAll(async () => {
  await system.stop();
  await Promise.all([database.drop(), redis.close(), rm(dataDir, { recursive: true })]);
});

/** All lines up to the end of a block, in one shell, as a person would have typed them. */
async function type(upTo: number): Promise<string> {
  const lines = curls.slice(0, upTo).join('\n').replaceAll('localhost:8080', new URL(system.url!).host);
  return (await promisify(execFile)('sh', ['-e', '-c', lines])).stdout;
}

async function orders(status: string): Promise<{ timeline: { type: string }[] }[]> {
  const response = await fetch(`${system.url}/api/orders?status=${status}`);
  return ((await response.json()) as { items: { timeline: { type: string }[] }[] }).items;
}

it('what the README lets a person type does what the README says', async () => {
  expect(await type(1)).toMatch(/^HTTP\/1\.1 202 Accepted[\s\S]*location: \/api\/orders\//i);
  const shown = await type(curls.length);
  expect(shown).toContain('"reason":"payment_declined"');
  expect(shown).toContain('"reason":"out_of_stock"');
  expect(shown).toMatch(/"received":10000,"available":99\d\d/);

  const first = await waitUntil(async () => (await orders('confirmed'))[0], { message: 'an order is confirmed' });
  expect(first?.timeline.map(({ type }) => type)).toEqual(timelineOfReadme());
});

function timelineOfReadme(): string[] {
  return [...(readme.match(/^The timeline: (.*)$/m)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
}
