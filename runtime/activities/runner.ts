/**
 * Runs activities: outside every transaction, at least once, each with an idempotency key, a timeout, retries and a
 * circuit breaker (cockatiel's policies). What it cannot decide it calls `unknown`; it never guesses.
 */
import {
  BrokenCircuitError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  type IPolicy,
  retry,
  wrap,
} from 'cockatiel';
import type { Activity, ActivityContext } from '../definition.ts';
import { type Outcome, unknown } from './outcome.ts';

const DEFAULTS = {
  timeoutMs: 10_000,
  attempts: 3,
  backoffMs: 100,
  concurrency: 64,
  breaker: { failures: 20, openMs: 5_000 },
};
const LONGEST_BACKOFF_MS = 30_000;

class TimedOut extends Error {}

export type BreakerState = 'closed' | 'open' | 'half-open';

export class ActivityRunner {
  private readonly activity: Activity<unknown>;
  private readonly timeoutMs: number;
  private readonly breaker: CircuitBreakerPolicy | undefined;
  private readonly policy: IPolicy;

  constructor(activity: Activity) {
    this.activity = activity as unknown as Activity<unknown>;
    this.timeoutMs = activity.timeoutMs ?? DEFAULTS.timeoutMs;
    const again = retry(
      handleWhen((error) => activity.retryTimeouts === true || !(error instanceof TimedOut)),
      {
        maxAttempts: (activity.attempts ?? DEFAULTS.attempts) - 1,
        backoff: new ExponentialBackoff({
          initialDelay: activity.backoffMs ?? DEFAULTS.backoffMs,
          maxDelay: LONGEST_BACKOFF_MS,
        }),
      },
    );
    const limit = bulkhead(activity.concurrency ?? DEFAULTS.concurrency, Number.MAX_SAFE_INTEGER);
    const { failures, openMs } =
      activity.breaker === false ? DEFAULTS.breaker : (activity.breaker ?? DEFAULTS.breaker);
    this.breaker =
      activity.breaker === false
        ? undefined
        : circuitBreaker(handleAll, { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) });
    this.policy = this.breaker ? wrap(limit, again, this.breaker) : wrap(limit, again);
  }

  /** Undefined for an activity without a breaker. */
  get breakerState(): BreakerState | undefined {
    switch (this.breaker?.state) {
      case undefined:
        return undefined;
      case CircuitState.Closed:
        return 'closed';
      case CircuitState.HalfOpen:
        return 'half-open';
      default:
        return 'open';
    }
  }

  /** Never rejects, but for an abort of `shutdown`: then nothing is known, and the activity runs again elsewhere. */
  async run(
    input: unknown,
    context: Omit<ActivityContext, 'signal' | 'attempt'>,
    shutdown: AbortSignal,
  ): Promise<Outcome> {
    let attempt = 0;
    try {
      return await this.policy.execute(() => {
        attempt += 1;
        return this.attempt(input, { ...context, attempt }, shutdown);
      }, shutdown);
    } catch (error) {
      if (shutdown.aborted) throw error;
      if (error instanceof BrokenCircuitError)
        return unknown('the circuit breaker is open: the other side kept failing');
      return unknown(error instanceof Error ? error.message : String(error));
    }
  }

  private async attempt(
    input: unknown,
    context: Omit<ActivityContext, 'signal'>,
    shutdown: AbortSignal,
  ): Promise<Outcome> {
    const controller = new AbortController();
    const abort = () => controller.abort(shutdown.reason);
    shutdown.addEventListener('abort', abort, { once: true });
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new TimedOut(`no answer within ${this.timeoutMs} ms`);
        reject(error);
        controller.abort(error);
      }, this.timeoutMs);
    });
    try {
      return await Promise.race([this.activity.run(input, { ...context, signal: controller.signal }), timedOut]);
    } finally {
      clearTimeout(timer);
      shutdown.removeEventListener('abort', abort);
    }
  }
}
