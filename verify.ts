/**
 * `npm run verify`: checks everything that must always hold, on a running or a stopped system. One line per violation;
 * exit code 1 where there is any, 2 where the system cannot be reached.
 */
import { checkSystem, inWords, violationsOf } from './check-system.ts';
import { loadConfig } from './config.ts';

async function main(): Promise<number> {
  const verdict = await checkSystem(loadConfig(process.env, []));
  console.log(inWords(verdict));
  return violationsOf(verdict).length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
