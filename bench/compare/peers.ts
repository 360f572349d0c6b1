/**
 * `npm run bench:peers`: Orderly beside other engines and beside a bare chain of jobs, on the same saga, in the same
 * alternating rounds. Their packages are in bench/peers/, apart from the product, and are installed here when missing.
 */
import { installMissing } from '../../bin/install-missing.mjs';
import { COST, cpu, number, restateCpu, speed, tableOf, trust, work } from './columns.ts';
import { compare } from './command.ts';
import { CHAINED, type Configuration, configurations, orderly, QUEUE } from './configurations.ts';
import type { Contender } from './rounds.ts';

const PEERS = new URL('../peers/', import.meta.url);
const OURS = 'Orderly, ';
const IN_FLIGHT = [256, 1];

/** The file in bench/peers/ and its options. */
const peers: readonly (readonly [string, string, ...string[]])[] = [
  ['DBOS Transact', 'dbos.ts'],
  ['Restate, one service, 24 partitions', 'restate.ts', '--mode', 'one-service/24'],
  ['Restate, one service, 1 partition', 'restate.ts', '--mode', 'one-service/1'],
  ['Restate, one service, 1 partition, no rows', 'restate.ts', '--rowless', '--mode', 'one-service/1'],
  ['Restate, three services, 24 partitions', 'restate.ts', '--mode', 'three-services/24'],
  ['Restate, three services, 1 partition', 'restate.ts', '--mode', 'three-services/1'],
  ['@restatedev/xstate, 24 partitions', 'restate-xstate.ts', '--mode', '24'],
  ['@restatedev/xstate, 1 partition', 'restate-xstate.ts', '--mode', '1'],
  ['BullMQ chain, no rows', 'bullmq.ts', '--rowless'],
  ['BullMQ chain, no rows, fsync always', 'bullmq.ts', '--rowless', '--mode', 'always'],
  ['BullMQ chain, a row per step', 'bullmq.ts'],
];

function contenders(seconds: number): Contender[] {
  return IN_FLIGHT.flatMap((inFlight) => [
    ...configurations
      .filter((ours) => ours.inFlight === inFlight && [QUEUE, CHAINED].includes(ours.name))
      .map((ours: Configuration) => orderly({ ...ours, name: `${OURS}${ours.name}` }, seconds)),
    ...peers.map(([name, file, ...options]) => ({
      name,
      inFlight,
      script: [
        '--no-warnings', // of pg, about how DBOS uses it
        new URL(file, PEERS).pathname,
        '--seconds',
        String(seconds),
        '--in-flight',
        String(inFlight),
        ...options,
      ],
    })),
  ]);
}

compare({
  name: 'peers',
  title: 'The same order saga, on the same machine: sagas per second',
  contenders,
  prepare: () => installMissing(PEERS.pathname),
  isOurs: ({ name }) => name.startsWith(OURS),
  tables: ({ rows, times }) => {
    const ahead = (ours: string) =>
      number(`${ours}: times as fast`, ({ contender }) => {
        const row = rows.find(
          (other) => other.contender.name === ours && other.contender.inFlight === contender.inFlight,
        );
        return row ? times(row.contender, contender) : Number.NaN;
      });
    return [
      tableOf(rows, [...speed, ahead(`${OURS}${QUEUE}`), ahead(`${OURS}${CHAINED}`), ...trust]),
      COST,
      tableOf(rows, [...cpu, restateCpu, ...work]),
    ];
  },
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
