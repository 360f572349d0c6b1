/**
 * `npm run verify`: checks everything that must always hold, on a running or a stopped system. One line per violation;
 * exit code 1 where there is any, 2 where the system cannot be reached.
 */
import { existsSync } from 'node:fs';
import { readLedger } from './actors/payment/index.ts';
import { loadConfig } from './config.ts';
import { findRunning, startEmbedded } from './embedded/index.ts';
import { checkPlatform, type Verdict } from './platform-check.ts';
import { ledgerFile } from './system.ts';

const quiet = { info: () => undefined, warn: (text: string) => console.error(text) };

async function main(): Promise<number> {
  const config = loadConfig(process.env, []);
  const running = config.databaseUrl ? {} : await findRunning(config.dataDir);
  let databaseUrl = config.databaseUrl ?? running.databaseUrl;
  let stop = async () => {};
  if (!databaseUrl) {
    if (!existsSync(config.dataDir)) throw new Error(`DATA_DIR ${config.dataDir} does not exist: nothing was started there yet`);
    const servers = await startEmbedded({ dataDir: config.dataDir, postgres: true, redis: false, log: quiet });
    databaseUrl = servers.databaseUrl as string;
    stop = () => servers.stop();
  }
  try {
    const file = ledgerFile(config.dataDir);
    return tell(await checkPlatform(databaseUrl, existsSync(file) ? () => readLedger(file) : undefined));
  } finally {
    await stop();
  }
}

function tell({ checks, counts }: Verdict): number {
  const violations = checks.flatMap(({ name, violations }) => violations.map((line) => `${name}: ${line}`));
  for (const violation of violations) console.log(`VIOLATION  ${violation}`);
  console.log(`${counts.orders} orders (${counts.open} open), ${counts.turns} turns, ${counts.events} events, ${counts.deadLetters} dead letters`);
  console.log(violations.length === 0 ? `clean: ${checks.length} invariants hold` : `${violations.length} violations`);
  return violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
