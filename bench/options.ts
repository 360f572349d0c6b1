import { parseArgs } from 'node:util';
import type { Fulfilment } from '../machines/choreography.ts';

export interface BenchOptions {
  /** Orders counted, after the warm-up. */
  sagas: number;
  /** Orders under way at a time: as one ends, the next is placed. */
  inFlight: number;
  delivery: 'queue' | 'local';
  /** Rounds of messages that may share a commit (`local` only); 0: none. */
  chain: number;
  /** The payment provider in this process, or called over HTTP. */
  provider: 'in-process' | 'http';
  /** Of 100 orders, how many the provider declines. */
  declinedPercent: number;
  /** Who leads the orders through: they themselves, or nobody. */
  fulfilment: Fulfilment;
  json: boolean;
}

/** Reads the command line; throws with what is allowed. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sagas: { type: 'string', default: '10000' },
      'in-flight': { type: 'string', default: '256' },
      delivery: { type: 'string', default: 'queue' },
      chain: { type: 'string', default: '10' },
      provider: { type: 'string', default: 'in-process' },
      declined: { type: 'string', default: '10' },
      fulfilment: { type: 'string', default: 'orchestration' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    sagas: count('sagas', values.sagas, 1),
    inFlight: count('in-flight', values['in-flight'], 1),
    delivery: oneOf('delivery', values.delivery, ['queue', 'local']),
    chain: count('chain', values.chain, 0),
    provider: oneOf('provider', values.provider, ['in-process', 'http']),
    declinedPercent: count('declined', values.declined, 0),
    fulfilment: oneOf('fulfilment', values.fulfilment, ['orchestration', 'choreography']),
    json: values.json,
  };
}

function count(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Error(`--${name} ${text}: allowed is a whole number from ${least}`);
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found) return found;
  throw new Error(`--${name} ${text}: allowed is ${allowed.join(' or ')}`);
}
