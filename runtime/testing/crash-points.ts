/**
 * Named places at which a test lets the process die (`kill -9`), to prove that dying there loses and repeats nothing.
 * Outside tests nothing is armed and reaching a point costs one comparison.
 */
export const CRASH_POINTS = [
  'accept:before-commit',
  'commit:before',
  'commit:after-turns',
  'commit:after',
  'dispatch:before',
  'dispatch:after',
  'activity:before-run',
  'activity:after-run',
  'job:before-acknowledge',
  'retry:before-split',
  'retry:after-split',
  'retry:after-handover',
  'dead-letter:before-bury',
  'dead-letter:after-bury',
  'redrive:after-commit',
  'discard:after-commit',
  'timer:before-fire',
  'relay:after-publish',
  'projection:before-commit',
  'projection:after-commit',
  'sweep:after-takeover',
  'stop:before-goodbye',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { point: CrashPoint; countdown: number; die: () => void } | undefined;

/** The process dies when `point` is reached for the `nth` time. `die` replaces the kill in unit tests. */
export function armCrashPoint(
  point: CrashPoint,
  nth = 1,
  die: () => void = () => process.kill(process.pid, 'SIGKILL'),
): void {
  armed = { point, countdown: nth, die };
}

export function disarmCrashPoints(): void {
  armed = undefined;
}

export function reached(point: CrashPoint): void {
  if (armed === undefined || armed.point !== point) return;
  armed.countdown -= 1;
  if (armed.countdown <= 0) armed.die();
}
