import { expect, test } from '@jest/globals';
import { stateValueOf } from './inspector-events.ts';

test.each([
  [['shipping'], 'shipping'],
  [['choreography.forward.chargingPayment'], { choreography: { forward: 'chargingPayment' } }],
  [['path.nested.two.x', 'meter.low'], { path: { nested: { two: 'x' } }, meter: 'low' }],
  [['a', 'b.c'], { a: {}, b: 'c' }],
  [[], {}],
])('the leaves %j are the value %j', (leaves, value) => {
  expect(stateValueOf(leaves)).toEqual(value);
});
