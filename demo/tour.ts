/**
 * `npm run tour`: walks through everything that Orderly does, on the started system that HOST, PORT and DATA_DIR name, or
 * on one of its own where there is none, and ends with the checker. Exit code 1 where something was not as promised.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '../config.ts';
import { findFreePort } from '../embedded/free-port.ts';
import { LAPTOP } from './order-body.ts';
import { clearAnswers, ordersInBothStyles, ordersThatFail, refused } from './orders.ts';
import { analytics, figuresOfToday, userWhoOrders } from './people-and-figures.ts';
import { chooseVictim } from './processor.ts';
import { completedSignal, deadlineOf, lateAnswer, readSignal, submitSignal, words } from './signals.ts';
import { type FoundSystem, findSystem, type StartedProcess, startProcess, verdict } from './system.ts';
import { seconds, Teller } from './tell.ts';

const OWN_SIGNAL_TIMEOUT_MS = 4_000;
const ABSENT = 'processor-2';

async function tour(system: FoundSystem, tell: Teller): Promise<void> {
  const before = await figuresOfToday(system);
  const confirmed = await ordersInBothStyles(system, tell);
  await ordersThatFail(system, tell);
  await clearAnswers(system, tell, confirmed);
  await stock(system, tell);
  await userWhoOrders(system, tell);
  await signals(system, tell);
  await analytics(system, tell, before);
  await leftovers(system, tell);
}

async function stock({ call }: FoundSystem, tell: Teller): Promise<void> {
  tell.chapter('Stock');
  const { body } = await call<Record<string, number>>('GET', `/api/inventory/${LAPTOP}`);
  const { received = 0, available = 0, reserved = 0, shipped = 0 } = body;
  const sum = `${received} received = ${available} available + ${reserved} reserved + ${shipped} shipped`;
  tell.check(sum, received === available + reserved + shipped, body);
  const asked = await call<{ enough: boolean }>('GET', `/api/inventory/${LAPTOP}/availability?quantity=3`);
  tell.check('the inventory, asked over the broker, could serve three', asked.body.enough, asked.body);
}

async function signals(system: FoundSystem, tell: Teller): Promise<void> {
  tell.chapter('A signal: scattered to the processors, gathered again');
  const victim = await chooseVictim(system, ABSENT);
  try {
    const start = Date.now();
    const whole = await completedSignal(system, await submitSignal(system, 10));
    tell.check(`${words(whole)}, after ${seconds(Date.now() - start)}`, !whole.partial, whole);
    refused(tell, 'a value that is no number', 422, await system.call('POST', '/api/signals', { value: 'ten' }));

    tell.chapter(`A signal without ${ABSENT}`);
    const { how, end } = await victim.strike();
    try {
      const signalId = await submitSignal(system, 20);
      tell.say(`${how}; the signal's deadline is in ${seconds(await deadlineOf(system, signalId))}`);
      const partial = await completedSignal(system, signalId);
      tell.check(words(partial), partial.missing.join() === ABSENT, partial);
      await end();
      tell.check('its late answer is recorded', (await lateAnswer(system, signalId, ABSENT)) !== undefined);
      const after = await readSignal(system, signalId);
      tell.check('and changes nothing', JSON.stringify(after) === JSON.stringify(partial), after);
    } finally {
      await end();
    }
  } finally {
    await victim.leave();
  }
}

async function leftovers({ call, url }: FoundSystem, tell: Teller): Promise<void> {
  tell.chapter('Dead letters, and doors to look through');
  const { body } = await call<{ items: unknown[] }>('GET', '/api/dead-letters?state=open');
  tell.say(`${body.items.length} open dead letters`);
  for (const path of ['/', '/docs', '/queues', '/metrics']) {
    const { ok } = await fetch(url + path);
    tell.check(`${url}${path}`, ok);
  }
}

interface OwnSystem {
  system: FoundSystem;
  close(): Promise<void>;
}

/** A system for this tour alone, its second processor in no process, so that the tour starts and kills it. */
async function startOwn(): Promise<OwnSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-tour-'));
  const { DATABASE_URL: _, REDIS_URL: __, ...inherited } = process.env;
  const settings = {
    ...(inherited as Record<string, string>),
    HOST: '127.0.0.1',
    PORT: String(await findFreePort()),
    DATA_DIR: dataDir,
    PROCESSORS: '3',
    SIGNAL_TIMEOUT_MS: String(OWN_SIGNAL_TIMEOUT_MS),
  };
  const main: StartedProcess = startProcess(settings, [...ROLES, 'processor-1', 'processor-3']);
  const close = async () => {
    await main.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    await main.ready;
    const system = await findSystem(settings);
    if (!system) throw new Error('the system was started and is not found');
    return { system, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function main(): Promise<number> {
  const found = await findSystem();
  if (!found) console.log('No started system was found; starting one for this tour.');
  const own = found ? undefined : await startOwn();
  const system = found ?? (own as OwnSystem).system;
  const tell = new Teller();
  try {
    console.log(`A tour of Orderly at ${system.url}`);
    await tour(system, tell);
    tell.chapter('The checker: npm run verify');
    const code = await verdict(system);
    tell.check(code === 0 ? 'it finds nothing' : 'it finds nothing; see above', code === 0);
  } finally {
    await own?.close();
  }
  console.log(
    tell.failures === 0 ? '\nEverything is as promised.' : `\n${tell.failures} things are not as promised.`,
  );
  return tell.failures === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
