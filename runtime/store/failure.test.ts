import { expect, test } from '@jest/globals';
import { classify } from './failure.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

test.each([
  ['unreachable', withCode('ECONNREFUSED')],
  ['unreachable', withCode('EPIPE')],
  ['unreachable', withCode('57P01')],
  ['unreachable', withCode('08006')],
  ['unreachable', withCode('53300')],
  ['unreachable', withCode('25P03')],
  ['unreachable', new Error('Connection terminated unexpectedly')],
  ['again', withCode('40P01')],
  ['again', withCode('40001')],
  ['again', withCode('23505')],
  ['poison', withCode('22P05')],
  ['poison', withCode('23514')],
  ['poison', withCode('TURN_FAILED')],
  ['poison', new Error('something of an actor')],
  ['poison', undefined],
])('a failed statement counts as %s: %j', (failure, error) => {
  expect(classify(error)).toBe(failure);
});
