import { expect, it } from '@jest/globals';
import { distinctNames, leafName } from './leaf-name.ts';

it('a state is called by its last name', () => {
  expect([leafName('a.b.charging'), leafName('charging')]).toEqual(['charging', 'charging']);
});

it('states that are called alike are told apart by what is around them', () => {
  expect([...distinctNames(['x.forward.charging', 'charging', 'x.y.refunding']).values()]).toEqual([
    'forward.charging',
    'charging',
    'refunding',
  ]);
});
