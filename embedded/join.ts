import { setTimeout as delay } from 'node:timers/promises';
import { DataDirInUse } from './errors.ts';
import { type Embedded, type EmbeddedOptions, findRunning, startEmbedded } from './start.ts';

const LOOK_EVERY_MS = 100;
/** Longer than a first start takes that unpacks the servers. */
const LONGEST_WAIT_MS = 120_000;

/**
 * The servers of `dataDir`: those that another living process runs there, else own ones. They end with the process that
 * started them, so whoever joined them loses them then.
 * @throws {DataDirInUse} when the other process does not have them ready in time.
 */
export async function joinEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const end = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      return await startEmbedded(options);
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error;
      const { databaseUrl, redisUrl } = await findRunning(options.dataDir);
      const isComplete = (!options.postgres || databaseUrl) && (!options.redis || redisUrl);
      if (isComplete) {
        options.log.info(`Joins the servers of process ${error.pid} in ${options.dataDir}.`);
        return { ...(databaseUrl && { databaseUrl }), ...(redisUrl && { redisUrl }), stop: async () => {} };
      }
      if (Date.now() > end) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
}
