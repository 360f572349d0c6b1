import type { Command } from 'commander';
import { type Call, does } from './command.ts';
import type { Terminal } from './terminal.ts';

interface VerifyOptions {
  databaseUrl?: string;
  dataDir?: string;
}

export function addVerify(program: Command, terminal: Terminal): void {
  does(
    program
      .command('verify')
      .description(
        'check everything that must always hold, in the database itself; ends with 1 where something does not',
      )
      .option('--database-url <url>', 'the system in this database; default: DATABASE_URL')
      .option('--data-dir <folder>', 'the system with its embedded servers there; default: DATA_DIR'),
    terminal,
    verify,
  );
}

/**
 * The one command that asks the database instead of the doors: what it checks must hold without them. Its code is
 * loaded with it, as it is most of the system.
 */
async function verify({ show }: Call, { databaseUrl, dataDir }: VerifyOptions): Promise<void> {
  const [{ checkSystem, inWords, violationsOf }, { loadConfig }] = await Promise.all([
    import('../check-system.ts'),
    import('../config.ts'),
  ]);
  const given = { ...(databaseUrl && { DATABASE_URL: databaseUrl }), ...(dataDir && { DATA_DIR: dataDir }) };
  const verdict = await checkSystem(loadConfig({ ...process.env, ...given }, []));
  const violations = violationsOf(verdict);
  show({ clean: violations.length === 0, violations, counts: verdict.counts }, () => inWords(verdict));
  if (violations.length > 0) process.exitCode = 1;
}
