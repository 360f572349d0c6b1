/**
 * `npm run bench:growth`: what happens as a system grows and falls. Prints the answers and puts them into
 * docs/performance.md. Loading ten million actors (`--millions 10`) takes some 60 GB of disk and its time.
 */
import { parseArgs } from 'node:util';
import { positive } from './compare/options.ts';
import { publish } from './compare/publish.ts';
import { acceptance } from './growth/acceptance.ts';
import { history } from './growth/history.ts';
import { memory } from './growth/memory.ts';
import { rebuild } from './growth/rebuild.ts';
import { recovery } from './growth/recovery.ts';
import { retention } from './growth/retention.ts';
import { timers } from './growth/timers.ts';

const USAGE = `npm run bench:growth -- [options]
  --only NAME    history, random, memory, recovery, timers, rebuild, retention or acceptance  (all)
  --millions N   finished actors beside which a saga is measured   (1)
  --orders N     orders under way when their process is killed     (20000)
  --sagas N      sagas during which memory is watched              (1000000)
  --rounds N     alternating rounds                                (3)
  --seconds N    counted load of each run                          (5)
  --print        print the answers; leave docs/performance.md alone`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    millions: { type: 'string', default: '1' },
    orders: { type: 'string', default: '20000' },
    sagas: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    print: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const MILLION = 1_000_000;
const TIMERS = MILLION;
const MEMORY_EVERY = 50_000;
const RETENTION_ORDERS = 250_000;
const REBUILT_ORDERS = 40_000;
const count = (name: 'millions' | 'orders' | 'sagas' | 'rounds' | 'seconds') => positive(name, values[name]);
const rounds = () => ({ rounds: count('rounds'), seconds: count('seconds') });

const questions: Record<string, () => Promise<string>> = {
  history: () => history({ actors: count('millions') * MILLION, ids: 'timed', ...rounds() }),
  random: () => history({ actors: MILLION, ids: 'random', ...rounds() }),
  memory: () => memory({ sagas: count('sagas'), every: MEMORY_EVERY }),
  recovery: () => recovery(count('orders')),
  retention: () => retention({ orders: RETENTION_ORDERS, seconds: count('seconds') }),
  timers: () => timers({ timers: TIMERS, ...rounds() }),
  rebuild: () => rebuild(REBUILT_ORDERS),
  acceptance: () => acceptance(count('seconds')),
};

async function main(): Promise<void> {
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const chosen = Object.keys(questions).filter((name) => values.only === undefined || name === values.only);
  if (chosen.length === 0)
    throw new Error(`--only ${values.only}: allowed is ${Object.keys(questions).join(', ')}`);
  for (const name of chosen) {
    const answer = (await questions[name]?.()) ?? '';
    console.log(`\n${name}\n\n${answer}`);
    if (!values.print) publish(`growth: ${name}`, answer);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
