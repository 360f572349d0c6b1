import { describe, expect, test } from '@jest/globals';
import {
  anyOf,
  command,
  describeOptions,
  flag,
  InvalidOptions,
  oneOf,
  readCommandLine,
  text,
  wholeNumber,
  wholeNumbers,
} from './command-line.ts';

const COMMAND = {
  script: 'bench:toy',
  options: {
    inFlight: wholeNumber('orders under way', 256),
    declined: wholeNumber('of 100 orders', 10, { from: 0, to: 100 }),
    delivery: oneOf('how messages get about', ['queue', 'local'], 'queue'),
    question: anyOf('which is answered', ['history', 'memory']),
    workers: wholeNumbers('numbers of processes', [1, 2]),
    only: text('what has TEXT in its name', 'TEXT', 'all'),
    around: command('before each run'),
    json: flag('print JSON'),
  },
} as const;

const read = (...argv: string[]) => readCommandLine(COMMAND, argv);

function refusal(...argv: string[]): string {
  try {
    read(...argv);
  } catch (error) {
    if (error instanceof InvalidOptions) return error.message;
    throw error;
  }
  return 'it was taken';
}

describe('the command line of a benchmark', () => {
  test('has a default for every option', () => {
    expect(read()).toEqual({
      inFlight: 256,
      declined: 10,
      delivery: 'queue',
      question: undefined,
      workers: [1, 2],
      only: '',
      around: [],
      json: false,
    });
  });

  test('gives each option its own kind of value', () => {
    const given = '--in-flight 32 --declined=0 --delivery local --question memory --workers 1,4 --json'.split(' ');
    expect(read(...given, '--only', '256 in', '--around', 'nice  -n 5')).toEqual({
      inFlight: 32,
      declined: 0,
      delivery: 'local',
      question: 'memory',
      workers: [1, 4],
      only: '256 in',
      around: ['nice', '-n', '5'],
      json: true,
    });
  });

  test.each([
    [['--delivery', 'foo'], '--delivery "foo"; allowed: queue, local'],
    [['--in-flight', 'x'], '--in-flight "x"; allowed: a whole number from 1'],
    [['--in-flight', '0'], '--in-flight "0"; allowed: a whole number from 1'],
    [['--in-flight', '1.5'], '--in-flight "1.5"; allowed: a whole number from 1'],
    [['--in-flight', ''], '--in-flight ""; allowed: a whole number from 1'],
    [['--in-flight'], '--in-flight has no value; allowed: a whole number from 1'],
    [['--declined', '101'], '--declined "101"; allowed: a whole number from 0 to 100'],
    [['--declined', '-1'], '--declined "-1"; allowed: a whole number from 0 to 100'],
    [['--question', 'why'], '--question "why"; allowed: history, memory'],
    [['--workers', '1,,2'], '--workers "1,,2"; allowed: whole numbers from 1, with commas between'],
    [['--only', '--json'], '--only "--json"; allowed: text'],
    [['--around', '--json'], '--around "--json"; allowed: a command'],
    [['--json=yes'], '--json "yes"; allowed: no value'],
  ])('refuses %j by name, with what is allowed and where to read on', (argv, line) => {
    expect(refusal(...argv)).toBe(`${line}\nAll options: npm run bench:toy -- --help`);
  });

  test.each(['--nope', '-n', 'nope'])('knows no %s, and says what there is', (given) => {
    expect(refusal(given)).toMatch(
      /^"?-*n(ope)?"? is no option; allowed: --in-flight, --declined, .*--json, --help\nAll options/,
    );
  });

  test('names every bad option, not only the first', () => {
    expect(refusal('--delivery', 'foo', '--nope', '--in-flight', 'x').split('\n')).toHaveLength(4);
  });

  test('ends with exit code 2', () => {
    expect(new InvalidOptions('bench', []).exitCode).toBe(2);
  });

  test('tells every option with its meaning and default', () => {
    expect(describeOptions(COMMAND)).toBe(`Usage: npm run bench:toy -- [options]

  --in-flight N           orders under way [256]
  --declined N            of 100 orders [10]
  --delivery queue|local  how messages get about [queue]
  --question NAME         which is answered: history, memory [all]
  --workers N,N,…         numbers of processes [1,2]
  --only TEXT             what has TEXT in its name [all]
  --around COMMAND        before each run [none]
  --json                  print JSON
  --help                  print this`);
  });
});
