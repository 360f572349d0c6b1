import { parseArgs } from 'node:util';

export interface CompareOptions {
  rounds: number;
  /** About how long the counted load of a run takes. */
  seconds: number;
  /** Runs only what has this in its label. */
  only: string;
  /** A command before each run. */
  around: string[];
  /** Leaves the documents as they are. */
  print: boolean;
}

export const USAGE = `
  --rounds N       how often each configuration is run, in turn      (3)
  --seconds N      about how long each run is under counted load     (6)
  --only TEXT      only what has TEXT in its name, such as "256 in"  (all)
  --around "CMD"   a command before each run, such as "nice -n -5"   (none)
  --print          print the table; leave docs/performance.md alone`;

/** Reads the command line of `npm run bench:compare` and `npm run bench:peers`; throws with what is allowed. */
export function readCompareOptions(argv: readonly string[]): CompareOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '6' },
      only: { type: 'string', default: '' },
      around: { type: 'string', default: '' },
      print: { type: 'boolean', default: false },
    },
  });
  return {
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    only: values.only,
    around: values.around.split(' ').filter(Boolean),
    print: values.print,
  };
}

/** A whole number from 1, or an error that names the option. */
export function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error(`--${name} ${text}: allowed is a whole number from 1`);
}
