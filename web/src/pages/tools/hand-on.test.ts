import { expect, it } from '@jest/globals';
import { lifeOf, refusedActor, refusedAddress } from './hand-on.ts';

it.each(['ws://localhost:8081', 'ws://127.0.0.1:3000/path'])('an inspector may be at %s', (to) =>
  expect(refusedAddress(to)).toBeUndefined(),
);

it.each([
  ['localhost:8081', 'like ws://localhost:8081'],
  ['http://localhost:8081', 'like ws://localhost:8081'],
  ['ws://elsewhere.example', 'the command line'],
  ['ws://localhost.elsewhere.example', 'the command line'],
])('an inspector may not be at %s', (to, why) => expect(refusedAddress(to)).toContain(why));

it('an actor has a type and an id, and its life an address', () => {
  expect([refusedActor('order/8f'), refusedActor('order')]).toEqual([
    undefined,
    expect.stringContaining('type/id'),
  ]);
  expect(lifeOf('order/a b')).toBe('/inspect/order/a%20b');
});
