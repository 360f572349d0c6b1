/** `npm run chaos`: see storm.ts. Exit code 1 on any violation or lost order. `--help` tells the options. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { endProcesses } from '../setup/process.ts';
import { storm } from './storm.ts';

const HELP = `Usage: npm run chaos -- [options]
  --orders N             orders to place [2000]
  --kills N              times the whole system is killed (kill -9) and started again [15]
  --flushes N            times Redis loses everything [2]
  --delivery queue|local [queue]
  --workers N            processes that work; with several, some die alone or stand still for seconds [1]
  --shards N             as the setting SHARDS [4 per worker where there are several, else 1]
  --seed N               repeats the orders and blows of an earlier run [random]`;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '15' },
    flushes: { type: 'string', default: '2' },
    delivery: { type: 'string', default: 'queue' },
    workers: { type: 'string', default: '1' },
    shards: { type: 'string', default: '' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const shardsOf = values.workers === '1' ? 1 : 4 * Number(values.workers);
  const numbers = [
    values.orders,
    values.kills,
    values.flushes,
    values.seed,
    values.workers,
    values.shards || shardsOf,
  ].map(Number);
  const delivery = (['queue', 'local'] as const).find((name) => name === values.delivery);
  if (values.help || !delivery || !numbers.every(Number.isSafeInteger)) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const [orders, kills, flushes, seed, workers, shards] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const begun = Date.now();
  const tell = (line: string) => console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const verdict = await storm({ orders, kills, flushes, delivery, workers, shards, seed, tell });
  const {
    accepted,
    confirmed,
    cancelled,
    reasons,
    calledOff,
    repeated,
    starts,
    lost,
    wrong,
    violations,
    leftBehind,
  } = verdict;
  for (const line of lost) console.log(`LOST       ${line}`);
  for (const line of wrong) console.log(`WRONG      ${line}`);
  for (const line of violations) console.log(`VIOLATION  ${line}`);
  if (leftBehind) console.log('LEFT       a server runs on after the end');
  tell(
    `${accepted} accepted (${repeated} requests repeated): ${confirmed} confirmed, ${cancelled} cancelled; ${calledOff} called off; ${starts} starts`,
  );
  for (const [reason, count] of Object.entries(reasons)) console.log(`${String(count).padStart(10)}  ${reason}`);
  const clean = lost.length + wrong.length + violations.length === 0 && !leftBehind;
  console.log(
    clean
      ? 'clean: nothing lost, nothing repeated, every invariant holds'
      : `NOT CLEAN; again with --seed ${seed}`,
  );
  return clean ? 0 : 1;
}

process.exitCode = await main().finally(endProcesses);
