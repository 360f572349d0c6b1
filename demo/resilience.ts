/**
 * `npm run resilience -- <drill>`: does harm to a started system, watches what it makes of it, and ends with the checker's
 * verdict. Exit code 0: everything held; 1: something did not; 2: the drill could not be run.
 */
import { databaseOutage } from './database-outage.ts';
import { killProcessor } from './kill-processor.ts';
import { type FoundSystem, findSystem, HOW_TO_START, verdict } from './system.ts';
import { Teller } from './tell.ts';

interface Drill {
  about: string;
  run(system: FoundSystem, tell: Teller, argument?: string): Promise<void>;
}

const DRILLS: Record<string, Drill> = {
  'kill-processor': {
    about:
      'One processor of signals is gone (kill -9): signals complete in part and name it. Argument: which (processor-2).',
    run: killProcessor,
  },
  'database-outage': {
    about:
      'The embedded PostgreSQL is killed for five seconds while customers order: refused or accepted, nothing lost.',
    run: databaseOutage,
  },
};

function usage(): string {
  const lines = Object.entries(DRILLS).map(([name, { about }]) => `  ${name.padEnd(16)} ${about}`);
  return `Usage: npm run resilience -- <drill>\n\n${lines.join('\n')}\n\nThe system is found by HOST, PORT, DATA_DIR, DATABASE_URL and REDIS_URL, as npm start takes them.`;
}

async function main([name = '', argument]: string[]): Promise<number> {
  const drill = Object.hasOwn(DRILLS, name) ? DRILLS[name] : undefined;
  if (!drill) {
    console.error(usage());
    return 2;
  }
  const system = await findSystem();
  if (!system) throw new Error(HOW_TO_START);
  const tell = new Teller();
  console.log(`${name}: ${drill.about}\nThe system at ${system.url}, its database ${system.config.dataDir}`);
  await drill.run(system, tell, argument);
  tell.chapter('The checker: npm run verify');
  const code = await verdict(system);
  tell.check(code === 0 ? 'the checker finds nothing' : 'the checker finds nothing; see above', code === 0);
  console.log(
    tell.failures === 0 ? `\n${name}: everything held` : `\n${name}: ${tell.failures} things did not hold`,
  );
  return tell.failures === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
