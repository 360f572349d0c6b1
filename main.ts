/** `npm start`: reads the settings, starts this process's roles, and ends them in order. */
import { readFileSync } from 'node:fs';
import pino from 'pino';
import { describeSettings, InvalidConfiguration, loadConfig } from './config.ts';
import { type System, startSystem } from './system.ts';

const LONGEST_STOP_MS = 9_500;

async function main(): Promise<void> {
  const config = loadConfig();
  if (config.help) {
    console.log(describeSettings());
    return;
  }
  const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const log = pino({ level: config.logLevel });
  const starting = startSystem(config, log, version);
  endOnSignals(starting);
  const { url } = await starting;
  const roles = [...config.roles].join(', ');
  console.log(url ? `Orderly is ready at ${url}  (${roles})` : `Orderly is ready  (${roles})`);
}

/** A second Ctrl-C changes nothing; whatever hangs is cut off in time. */
function endOnSignals(starting: Promise<System>): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    await starting.then((system) => system.stop()).catch(() => undefined);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
}

main().catch((error: unknown) => {
  const known = error instanceof Error && 'code' in error;
  console.error(known ? error.message : error);
  process.exit(error instanceof InvalidConfiguration ? error.exitCode : 1);
});
