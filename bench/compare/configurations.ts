/** What `npm run bench:compare` compares. */
import type { Contender } from './rounds.ts';

export interface Configuration {
  /** Names it in tables, without its number of sagas in flight. */
  name: string;
  inFlight: number;
  /** As `npm run bench` takes them. */
  options: readonly string[];
}

const ONE_RUN = new URL('one-run.ts', import.meta.url).pathname;
const IN_FLIGHT = [1, 32, 256, 1_024];

export const QUEUE = 'queue';
const LOCAL = 'local, --chain 0';
export const CHAINED = 'local, chained';
const HTTP = 'local, chained, HTTP provider';

const DELIVERIES: readonly (readonly [string, readonly string[]])[] = [
  [QUEUE, ['--delivery', 'queue']],
  [LOCAL, ['--delivery', 'local', '--chain', '0']],
  [CHAINED, ['--delivery', 'local']],
];

/** Each delivery with each number in flight, and the payment provider called over HTTP once. */
export const configurations: readonly Configuration[] = [
  ...IN_FLIGHT.flatMap((inFlight) =>
    DELIVERIES.map(([name, options]) => ({
      name,
      inFlight,
      options: [...options, '--in-flight', String(inFlight)],
    })),
  ),
  { name: HTTP, inFlight: 256, options: ['--delivery', 'local', '--provider', 'http', '--in-flight', '256'] },
].sort((one, other) => one.inFlight - other.inFlight);

/** Runs a configuration of Orderly with about so many seconds of load. */
export function orderly({ name, inFlight, options }: Configuration, seconds: number): Contender {
  return { name, inFlight, script: [ONE_RUN, String(seconds), ...options] };
}
