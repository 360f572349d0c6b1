/**
 * `npm run bench:workers`: what several worker processes on one machine come to, with shards and without. Prints a table and
 * puts it into docs/performance.md.
 */
import { flag, InvalidOptions, optionsOrExit, text, wholeNumber, wholeNumbers } from './command-line.ts';
import { figure, table } from './compare/document.ts';
import { publish } from './compare/publish.ts';
import { median } from './compare/statistics.ts';
import { type Configuration, type Figures, run } from './workers/run.ts';

const SCRIPT = 'bench:workers';
const options = {
  workers: wholeNumbers('numbers of processes', [1, 2, 4]),
  only: text('only configurations whose name has TEXT in it', 'TEXT', 'all'),
  rounds: wholeNumber('alternating rounds', 3),
  sagas: wholeNumber('orders counted in each run', 8_000),
  inFlight: wholeNumber('orders under way, over all processes', 256),
  print: flag('print the table; leave docs/performance.md alone'),
};

const DELIVERIES = ['queue', 'local'] as const;
const SHARDS = 8;
const MANY = 1_000;

interface Contender extends Omit<Configuration, 'sagas' | 'inFlight'> {
  name: string;
}

/** Many products, so that processes meet on rows no more than they have to; then one that all of them want. */
function contenders(workers: readonly number[]): Contender[] {
  const several = workers.filter((count) => count > 1);
  return DELIVERIES.flatMap((delivery): Contender[] => [
    { name: `${delivery}, 1 process`, workers: 1, delivery, shards: 1, ids: 'own', products: MANY },
    {
      name: `${delivery}, 1 process, ${SHARDS} shards`,
      workers: 1,
      delivery,
      shards: SHARDS,
      ids: 'own',
      products: MANY,
    },
    ...several.flatMap((count): Contender[] => {
      const shared = { workers: count, delivery, products: MANY } as const;
      return [
        { ...shared, name: `${delivery}, ${count} processes, no shards`, shards: 1, ids: 'any' },
        {
          ...shared,
          name: `${delivery}, ${count} processes, ${SHARDS} shards, any door`,
          shards: SHARDS,
          ids: 'any',
        },
        {
          ...shared,
          name: `${delivery}, ${count} processes, ${SHARDS} shards, own orders`,
          shards: SHARDS,
          ids: 'own',
        },
      ];
    }),
    {
      name: `${delivery}, 2 processes, ${SHARDS} shards, own orders, one product`,
      workers: 2,
      delivery,
      shards: SHARDS,
      ids: 'own',
      products: 1,
    },
  ]);
}

async function main(): Promise<void> {
  const { workers, only, rounds, sagas, inFlight, print } = optionsOrExit({ script: SCRIPT, options });
  const chosen = contenders(workers).filter(({ name }) => name.includes(only));
  if (chosen.length === 0)
    throw new InvalidOptions(SCRIPT, [`--only ${JSON.stringify(only)}; allowed: what one of the names has in it`]);
  const found = new Map<string, Figures[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of chosen) {
      const figures = await run({ ...contender, sagas, inFlight });
      found.set(contender.name, [...(found.get(contender.name) ?? []), figures]);
      console.error(`round ${round}  ${contender.name}: ${figure(figures.sagasPerSecond)} sagas/s`);
    }
  }
  const head = ['', 'sagas/s', 'p50 ms', 'CPU ms/saga', 'node', 'PostgreSQL', 'Redis', 'deadlocks'];
  const answer = table(
    head,
    [...found].map(([name, runs]) => row(name, runs)),
  );
  console.log(answer);
  if (!print) publish('workers', answer);
}

function row(name: string, runs: readonly Figures[]): string[] {
  const middle = (of: (figures: Figures) => number) => figure(median(runs.map(of)));
  return [
    name,
    middle(({ sagasPerSecond }) => sagasPerSecond),
    middle(({ p50Ms }) => p50Ms),
    middle(({ cpu }) => cpu.node + cpu.postgres + cpu.redis),
    middle(({ cpu }) => cpu.node),
    middle(({ cpu }) => cpu.postgres),
    middle(({ cpu }) => cpu.redis),
    middle(({ deadlocks }) => deadlocks),
  ];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
