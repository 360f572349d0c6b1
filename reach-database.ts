import { existsSync } from 'node:fs';
import type { Config } from './config.ts';
import { findRunning, startEmbedded } from './embedded/index.ts';

const quiet = { info: () => undefined, warn: (text: string) => console.error(text) };

/**
 * The database of a system for a command beside it: the one of DATABASE_URL, that of the system running on DATA_DIR, or,
 * where none runs, the embedded one, started for as long as the command takes. Throws where nothing was ever started.
 */
export async function reachDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
): Promise<{ databaseUrl: string; stop(): Promise<void> }> {
  const databaseUrl = config.databaseUrl ?? (await findRunning(config.dataDir)).databaseUrl;
  if (databaseUrl) return { databaseUrl, stop: async () => {} };
  if (!existsSync(config.dataDir))
    throw new Error(`DATA_DIR ${config.dataDir} does not exist: nothing was started there yet`);
  const servers = await startEmbedded({ dataDir: config.dataDir, postgres: true, redis: false, log: quiet });
  return { databaseUrl: servers.databaseUrl as string, stop: () => servers.stop() };
}
