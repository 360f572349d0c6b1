/**
 * `npm run bench:workers`: what several worker processes on one machine come to, with shards and without. Prints a table and
 * puts it into docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { figure, table } from './compare/document.ts';
import { positive } from './compare/options.ts';
import { publish } from './compare/publish.ts';
import { median } from './compare/statistics.ts';
import { type Configuration, type Figures, run } from './workers/run.ts';

const USAGE = `npm run bench:workers -- [options]
  --workers LIST   numbers of processes                       (1,2,4)
  --only TEXT      only configurations whose name holds this  (all)
  --rounds N       alternating rounds                         (3)
  --sagas N        orders counted in each run                 (8000)
  --in-flight N    orders under way, over all processes       (256)
  --print          print the table; leave docs/performance.md alone`;

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '1,2,4' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    sagas: { type: 'string', default: '8000' },
    'in-flight': { type: 'string', default: '256' },
    print: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

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
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const counts = values.workers.split(',').map((text) => positive('workers', text));
  const chosen = contenders(counts).filter(({ name }) => name.includes(values.only));
  const [rounds, sagas, inFlight] = (['rounds', 'sagas', 'in-flight'] as const).map((name) =>
    positive(name, values[name]),
  );
  const found = new Map<string, Figures[]>();
  for (let round = 1; round <= (rounds as number); round += 1) {
    for (const contender of chosen) {
      const figures = await run({ ...contender, sagas: sagas as number, inFlight: inFlight as number });
      found.set(contender.name, [...(found.get(contender.name) ?? []), figures]);
      console.error(`round ${round}  ${contender.name}: ${figure(figures.sagasPerSecond)} sagas/s`);
    }
  }
  const head = [
    '',
    'sagas/s',
    'p50 ms',
    'CPU ms/saga',
    'node',
    'PostgreSQL',
    'Redis',
    'conflicts/saga',
    'deadlocks',
  ];
  const answer = table(
    head,
    [...found].map(([name, runs]) => row(name, runs)),
  );
  console.log(answer);
  if (!values.print) publish('workers', answer);
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
    middle(({ conflictsPerSaga }) => conflictsPerSaga),
    middle(({ deadlocks }) => deadlocks),
  ];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
