/**
 * Jest's global setup of the integration tests: one PostgreSQL for the whole run, with a template database that holds
 * the migrated schema. TEST_DATABASE_URL (a superuser's) takes the place of the embedded server.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../embedded/index.ts';
import { findRedis } from '../../embedded/redis-binary.ts';
import { createDatabase, dropDatabase, urlOf } from './admin.ts';

const MIGRATIONS = new URL('../../entities/migrate.ts', import.meta.url);
const log = {
  info: (message: string) => console.error(message),
  warn: (message: string) => console.error(message),
};

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-test-'));
  const remove = () => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  try {
    const server = await startEmbedded({ dataDir, postgres: true, redis: false, log });
    return { url: server.databaseUrl ?? '', stop: () => server.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function migrateTemplate(server: string, template: string): Promise<void> {
  await createDatabase(server, template);
  if (!existsSync(MIGRATIONS)) return;
  const { migrate } = (await import(MIGRATIONS.href)) as { migrate(databaseUrl: string): Promise<void> };
  await migrate(urlOf(server, template));
}

/** Once for the whole run, however many projects ask for it. */
export default async function startServers(): Promise<void> {
  if (globalThis.stopTestServers) return;
  if (!process.env.TEST_REDIS_URL) await findRedis(log); // fetched once, before the workers ask for it
  const server = await startServer();
  const template = `orderly_template_${process.pid}`;
  process.env.ORDERLY_TEST_SERVER = server.url;
  process.env.ORDERLY_TEST_TEMPLATE = template;
  globalThis.stopTestServers = async () => {
    if (process.env.TEST_DATABASE_URL) await dropDatabase(server.url, template);
    await server.stop();
  };
  try {
    await migrateTemplate(server.url, template);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

declare global {
  var stopTestServers: (() => Promise<void>) | undefined;
}
