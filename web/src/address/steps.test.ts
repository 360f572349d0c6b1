import { describe, expect, it } from '@jest/globals';
import { type Step, Steps } from './steps.ts';

/** How many entries the window's history gains by changes at these times, each to an address of its own. */
function entries(changes: readonly [how: Step, now: number][], elsewhere: readonly number[] = []): number {
  const steps = new Steps();
  let count = 0;
  changes.forEach(([how, now], index) => {
    const from = elsewhere.includes(index) ? 'elsewhere' : `/orders/1?turn=${index}`;
    if (!steps.replaces(how, from, now)) count += 1;
    steps.moved(how, `/orders/1?turn=${index + 1}`, now);
  });
  return count;
}

const many = { oneOfMany: true };

describe('the steps that Back undoes', () => {
  it('are each change, unless it only corrects the address', () => {
    expect(
      entries([
        [{}, 0],
        [{}, 1],
        [{ replace: true }, 2],
      ]),
    ).toBe(2);
  });

  it('are one for a movement, however many changes it makes', () => {
    expect(
      entries([
        [many, 0],
        [many, 100],
        [many, 600],
      ]),
    ).toBe(1);
  });

  it('are two for two movements', () => {
    expect(
      entries([
        [many, 0],
        [many, 100],
        [many, 900],
      ]),
    ).toBe(2);
  });

  it('begin anew where the address was changed otherwise in between', () => {
    expect(
      entries([
        [many, 0],
        [{}, 50],
        [many, 100],
      ]),
    ).toBe(3);
    expect(
      entries(
        [
          [many, 0],
          [many, 100],
        ],
        [1],
      ),
    ).toBe(2);
  });
});
