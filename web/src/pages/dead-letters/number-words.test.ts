import { expect, it } from '@jest/globals';
import { inWords } from './number-words.ts';

it.each([
  [1, 'one'],
  [14, 'fourteen'],
  [20, 'twenty'],
  [37, 'thirty-seven'],
  [100, 'one hundred'],
  [104, 'one hundred four'],
  [512, 'five hundred twelve'],
  [3_021, 'three thousand twenty-one'],
])('%d in words is %s', (number, words) => expect(inWords(number)).toBe(words));
