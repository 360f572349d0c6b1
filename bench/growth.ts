/**
 * `npm run bench:growth`: what happens as a system grows and falls. Prints the answers and puts them into
 * docs/performance.md. Loading ten million actors (`--millions 10`) takes some 60 GB of disk and its time.
 */
import { anyOf, flag, optionsOrExit, wholeNumber } from './command-line.ts';
import { publish } from './compare/publish.ts';
import { acceptance } from './growth/acceptance.ts';
import { history } from './growth/history.ts';
import { memory } from './growth/memory.ts';
import { rebuild } from './growth/rebuild.ts';
import { recovery } from './growth/recovery.ts';
import { retention } from './growth/retention.ts';
import { timers } from './growth/timers.ts';

const QUESTIONS = [
  'history',
  'random',
  'memory',
  'recovery',
  'retention',
  'timers',
  'rebuild',
  'acceptance',
] as const;

const options = optionsOrExit({
  script: 'bench:growth',
  options: {
    only: anyOf('the question to be answered', QUESTIONS),
    millions: wholeNumber('finished actors beside which a saga is measured, in millions', 1),
    orders: wholeNumber('orders under way when their process is killed', 20_000),
    sagas: wholeNumber('sagas during which memory is watched', 1_000_000),
    rounds: wholeNumber('alternating rounds', 3),
    seconds: wholeNumber('counted load of each run, in seconds', 5),
    print: flag('print the answers; leave docs/performance.md alone'),
  },
});

const MILLION = 1_000_000;
const TIMERS = MILLION;
const MEMORY_EVERY = 50_000;
const RETENTION_ORDERS = 250_000;
const REBUILT_ORDERS = 40_000;
const { rounds, seconds } = options;

const answers: Record<(typeof QUESTIONS)[number], () => Promise<string>> = {
  history: () => history({ actors: options.millions * MILLION, ids: 'timed', rounds, seconds }),
  random: () => history({ actors: MILLION, ids: 'random', rounds, seconds }),
  memory: () => memory({ sagas: options.sagas, every: MEMORY_EVERY }),
  recovery: () => recovery(options.orders),
  retention: () => retention({ orders: RETENTION_ORDERS, seconds }),
  timers: () => timers({ timers: TIMERS, rounds, seconds }),
  rebuild: () => rebuild(REBUILT_ORDERS),
  acceptance: () => acceptance(seconds),
};

async function main(): Promise<void> {
  for (const name of options.only ? [options.only] : QUESTIONS) {
    const answer = await answers[name]();
    console.log(`\n${name}\n\n${answer}`);
    if (!options.print) publish(`growth: ${name}`, answer);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
