import { command, flag, text, wholeNumber } from '../command-line.ts';

/** Of `npm run bench:compare` and `npm run bench:peers`. */
export const compareOptions = {
  rounds: wholeNumber('how often each configuration is run, in turn', 3),
  seconds: wholeNumber('about how long each run is under counted load, in seconds', 6),
  only: text('only what has TEXT in its name, such as "256 in"', 'TEXT', 'all'),
  around: command('a command before each run, such as "nice -n -5"'),
  print: flag('print the table; leave docs/performance.md alone'),
};
