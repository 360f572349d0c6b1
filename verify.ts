/**
 * `npm run verify`: checks everything that must always hold, on a running or a stopped system. One line per violation;
 * exit code 1 where there is any, 2 where the system cannot be reached.
 */
import { existsSync } from 'node:fs';
import { readInbox } from './actors/notification/index.ts';
import { readLedger } from './actors/payment/index.ts';
import { loadConfig } from './config.ts';
import { inboxFile } from './mail.ts';
import { checkPlatform, type Verdict } from './platform-check.ts';
import { reachDatabase } from './reach-database.ts';
import { ledgerFile } from './system.ts';

async function main(): Promise<number> {
  const config = loadConfig(process.env, []);
  const { databaseUrl, stop } = await reachDatabase(config);
  try {
    const file = ledgerFile(config.dataDir);
    const mail = inboxFile(config.dataDir);
    const ownMail = config.smtpUrl === undefined && existsSync(mail);
    return tell(
      await checkPlatform(
        databaseUrl,
        existsSync(file) ? () => readLedger(file) : undefined,
        ownMail ? () => readInbox(mail) : undefined,
      ),
    );
  } finally {
    await stop();
  }
}

function tell({ checks, counts }: Verdict): number {
  const violations = checks.flatMap(({ name, violations }) => violations.map((line) => `${name}: ${line}`));
  for (const violation of violations) console.log(`VIOLATION  ${violation}`);
  console.log(
    `${counts.orders} orders (${counts.open} open), ${counts.turns} turns, ${counts.events} events, ${counts.deadLetters} dead letters`,
  );
  console.log(
    violations.length === 0 ? `clean: ${checks.length} invariants hold` : `${violations.length} violations`,
  );
  return violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
