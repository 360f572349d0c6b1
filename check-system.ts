/** The checker on the system that the settings name, running or stopped, with the books of its sandboxes where they are. */
import { existsSync } from 'node:fs';
import { readInbox } from './actors/notification/index.ts';
import { readLedger } from './actors/payment/index.ts';
import type { Config } from './config.ts';
import { inboxFile } from './mail.ts';
import { checkPlatform, type Verdict } from './platform-check.ts';
import { reachDatabase } from './reach-database.ts';
import { ledgerFile } from './system.ts';

/** @throws where the database cannot be reached. */
export async function checkSystem(config: Config): Promise<Verdict> {
  const { databaseUrl, stop } = await reachDatabase(config);
  try {
    const file = ledgerFile(config.dataDir);
    const mail = inboxFile(config.dataDir);
    const ownMail = config.smtpUrl === undefined && existsSync(mail);
    return await checkPlatform(
      databaseUrl,
      existsSync(file) ? () => readLedger(file) : undefined,
      ownMail ? () => readInbox(mail) : undefined,
    );
  } finally {
    await stop();
  }
}

/** The violations of a verdict, a line each. */
export function violationsOf({ checks }: Verdict): string[] {
  return checks.flatMap(({ name, violations }) => violations.map((line) => `${name}: ${line}`));
}

/** A verdict for people: a line per violation, what there is, and how it stands. */
export function inWords(verdict: Verdict): string {
  const { checks, counts } = verdict;
  const violations = violationsOf(verdict);
  return [
    ...violations.map((line) => `VIOLATION  ${line}`),
    `${counts.orders} orders (${counts.open} open), ${counts.turns} turns, ${counts.events} events, ${counts.deadLetters} dead letters`,
    violations.length === 0 ? `clean: ${checks.length} invariants hold` : `${violations.length} violations`,
  ].join('\n');
}
