import { flag, oneOf, optionsOrExit, type Values, wholeNumber } from './command-line.ts';

const OPTIONS = {
  sagas: wholeNumber('orders counted, after the warm-up', 10_000),
  inFlight: wholeNumber('orders under way at a time: as one ends, the next is placed', 256),
  delivery: oneOf('how messages get about', ['queue', 'local'], 'queue'),
  chain: wholeNumber('rounds of messages that may share a commit (local only); 0: none', 10, { from: 0 }),
  provider: oneOf(
    'the payment provider in this process, or called over HTTP',
    ['in-process', 'http'],
    'in-process',
  ),
  declined: wholeNumber('of 100 orders, how many the provider declines', 10, { from: 0, to: 100 }),
  fulfilment: oneOf(
    'who leads the orders through: they themselves, or nobody',
    ['orchestration', 'choreography'],
    'orchestration',
  ),
  json: flag('print one line of JSON'),
};

export interface BenchOptions extends Omit<Values<typeof OPTIONS>, 'declined'> {
  /** Of 100 orders, how many the provider declines. */
  declinedPercent: number;
}

/** The options of `npm run bench`. Ends the process where they cannot be used. */
export function benchOptions(argv?: readonly string[]): BenchOptions {
  const { declined, ...rest } = optionsOrExit({ script: 'bench', options: OPTIONS }, argv);
  return { ...rest, declinedPercent: declined };
}
