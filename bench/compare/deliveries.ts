/**
 * `npm run bench:compare`: the configurations of Orderly side by side, in alternating rounds, each run in a process and on
 * servers of its own, its results checked. Prints the tables and puts them into docs/performance.md.
 */
import { behind, COST, cpu, number, speed, tableOf, trust, work } from './columns.ts';
import { compare } from './command.ts';
import { CHAINED, configurations, orderly, QUEUE } from './configurations.ts';

compare({
  name: 'compare',
  title: 'Order sagas per second, by delivery',
  contenders: (seconds) => configurations.map((configuration) => orderly(configuration, seconds)),
  isOurs: ({ name }) => name === CHAINED,
  tables: ({ rows, times }) => {
    const asMuch = number('times queue', ({ contender }) => {
      const queue = rows.find(
        (row) => row.contender.name === QUEUE && row.contender.inFlight === contender.inFlight,
      );
      return queue ? times(contender, queue.contender) : Number.NaN;
    });
    return [tableOf(rows, [...speed, asMuch, ...trust]), COST, tableOf(rows, [...cpu, ...work, behind])];
  },
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
