/**
 * How an activity ended. `done` and `refused` are final answers of the other side. `unknown` says that the effect may or
 * may not have happened (lost answer, timeout, exhausted retries): the machine must find out before it compensates.
 * All three reach the machine as `xstate.done.actor.<id>` with the outcome as `event.output`.
 */
export type Outcome<T = unknown> =
  | { outcome: 'done'; value: T }
  | { outcome: 'refused'; code: string; reason: string }
  | { outcome: 'unknown'; reason: string };

export const done = <T>(value: T): Outcome<T> => ({ outcome: 'done', value });

export const refused = (code: string, reason: string): Outcome<never> => ({ outcome: 'refused', code, reason });

export const unknown = (reason: string): Outcome<never> => ({ outcome: 'unknown', reason });
