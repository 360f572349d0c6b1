import { describe, expect, test } from '@jest/globals';
import { closedLoop, declinedOf, type Ending } from '../closed-loop.ts';
import { countProblems } from './measure.ts';

describe('the closed loop', () => {
  test('never more sagas under way than asked for, and exactly as many declined', async () => {
    let underWay = 0;
    let most = 0;
    const result = await closedLoop(
      (declined, ended) => {
        underWay += 1;
        most = Math.max(most, underWay);
        const how: Ending = declined ? 'cancelled' : 'confirmed';
        setImmediate(() => {
          underWay -= 1;
          ended(how);
        });
      },
      { sagas: 250, inFlight: 8, declinedPercent: 10 },
    );
    expect(most).toBe(8);
    expect(result.latencies).toHaveLength(250);
    expect(result).toMatchObject({ confirmed: 225, cancelled: declinedOf(250, 10) });
  });

  test('a saga that cannot be placed ends the run', async () => {
    const loop = closedLoop((_declined, _ended, failed) => failed(new Error('no')), {
      sagas: 3,
      inFlight: 1,
      declinedPercent: 0,
    });
    await expect(loop).rejects.toThrow('no');
  });

  test('a saga that ended otherwise than asked for is a problem', () => {
    expect(countProblems({ confirmed: 9, cancelled: 1 }, { confirmed: 9, cancelled: 1 })).toEqual([]);
    expect(countProblems({ confirmed: 9, cancelled: 1 }, { confirmed: 10, cancelled: 0 })).toEqual([
      '10 sagas were confirmed, 9 should have been',
      '0 sagas were cancelled, 1 should have been',
    ]);
  });
});
