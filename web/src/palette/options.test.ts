import { expect, it } from '@jest/globals';
import { fits } from './options.ts';

it.each([
  ['Dead letters', 'dead', true],
  ['Dead letters', 'let de', true],
  ['Dead letters', 'ead', false],
  ['Fleet, order machine', 'order', true],
  ['Anything', '', true],
])('%j fits %j: %s', (text, query, expected) => expect(fits(text, query)).toBe(expected));
