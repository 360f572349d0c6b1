/** Jest's global setup of the browser tests: the servers of the integration tests, a Chromium, and the built console. */
import { join } from 'node:path';
import { buildConsole } from '../../bin/build-console.mjs';
import startServers from '../setup/start-servers.ts';
import { getChromium } from './chromium.ts';

export default async function start(): Promise<void> {
  const chromium = getChromium((line) => console.error(line));
  if (!chromium) return;
  process.env.ORDERLY_CHROMIUM = chromium;
  if (!buildConsole(join(import.meta.dirname, '..', '..'), process.execPath))
    throw new Error('The browser tests need the console; why it is not built is said above');
  await startServers();
}
