import { afterAll, describe, expect, it } from '@jest/globals';
import { CRASH_POINTS } from '../../runtime/testing/crash-points.ts';
import { endProcesses } from '../setup/process.ts';
import { CRASHES, IN_BOTH } from './crashes.ts';
import { inTurn } from './in-turn.ts';
import { crash } from './scene.ts';

const AT_A_TIME = 2;
/** For all crashes of a file: the last one waits for those before it. */
const TIMEOUT_MS = 600_000;

/** The tests of one delivery: every crash point, and that nothing is lost or repeated by it. */
export function describeCrashes(delivery: 'queue' | 'local'): void {
  const points = CRASH_POINTS.filter((point) => delivery === 'queue' || IN_BOTH.includes(point));
  const plans = points.flatMap((point) => CRASHES[point]);
  const only = process.env.CRASH_POINT;
  const chosen = plans.filter(({ point }) => !only || point === only);

  describe(`a process that dies, with delivery ${delivery}`, () => {
    const aftermaths = inTurn(chosen, AT_A_TIME, (plan) => crash(delivery, plan));
    afterAll(endProcesses);

    it.each(chosen.map((plan, index) => ({ point: plan.point, nth: plan.nth ?? 1, index })))(
      'at $point ($nth) loses nothing and repeats nothing',
      async ({ index }) => {
        expect(await aftermaths[index]).toEqual({ died: 'SIGKILL', refused: 0, unfinished: [], violations: [] });
      },
      TIMEOUT_MS,
    );
  });
}
