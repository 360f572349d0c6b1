import type { Charge, ChargeInput, ProviderRecord, RefundInput } from '../../machines/payment/outcome.ts';
import { type Activity, done, type Outcome } from '../../runtime/index.ts';
import type { PaymentProvider } from './provider.ts';

export interface PaymentActivitySettings {
  /** Milliseconds the provider gets for one attempt. Default 10,000. */
  timeoutMs?: number;
  /** Attempts until the outcome counts as unknown. Default 4. */
  attempts?: number;
  /** First pause between attempts in milliseconds; doubles. Default 100. */
  backoffMs?: number;
  /** Calls to the provider at a time in one process. Default 64. */
  concurrency?: number;
  /** Consecutive failures that open the circuit breaker, and for how long. Default 20, 5,000 ms. */
  breaker?: { failures: number; openMs: number } | false;
}

/**
 * The keys of an order's operations. An order is charged and refunded at most once, so its id makes the key: whoever
 * repeats, after whatever crash, asks for the same thing.
 */
export const keyOf = {
  authorization: (orderId: string): string => `${orderId}.authorize`,
  capture: (orderId: string): string => `${orderId}.capture`,
  refund: (orderId: string): string => `${orderId}.refund`,
};

/** What the payment machine invokes, by name. */
export interface PaymentActivities extends Record<string, Activity> {
  charge: Activity<ChargeInput, Charge>;
  lookUp: Activity<{ orderId: string }, ProviderRecord>;
  voidCharge: Activity<{ orderId: string }>;
  refund: Activity<RefundInput, { refundedMinor: number }>;
}

export function paymentActivities(
  provider: PaymentProvider,
  settings: PaymentActivitySettings = {},
): PaymentActivities {
  const limits = { timeoutMs: 10_000, attempts: 4, backoffMs: 100, ...settings };
  return {
    charge: { ...limits, run: (input, { signal }) => charge(provider, input, signal) },
    lookUp: { ...limits, run: ({ orderId }, { signal }) => lookUp(provider, orderId, signal) },
    voidCharge: {
      ...limits,
      run: ({ orderId }, { signal }) => provider.void(keyOf.authorization(orderId), signal),
    },
    refund: { ...limits, run: (input, { signal }) => refund(provider, input, signal) },
  };
}

/** Authorise, then capture. A capture that is refused leaves no authorisation behind. */
async function charge(
  provider: PaymentProvider,
  input: ChargeInput,
  signal: AbortSignal,
): Promise<Outcome<Charge>> {
  const { orderId, amountMinor, currency, paymentMethod } = input;
  const key = keyOf.authorization(orderId);
  const authorized = await provider.authorize(
    key,
    { reference: orderId, amountMinor, currency, paymentMethod },
    signal,
  );
  if (authorized.outcome !== 'done') return authorized;
  const { authorizationId } = authorized.value;
  const captured = await provider.capture(keyOf.capture(orderId), { authorizationId, amountMinor }, signal);
  if (captured.outcome === 'refused') await provider.void(key, signal);
  if (captured.outcome !== 'done') return captured;
  return done({ chargeId: captured.value.chargeId, amountMinor });
}

async function lookUp(
  provider: PaymentProvider,
  orderId: string,
  signal: AbortSignal,
): Promise<Outcome<ProviderRecord>> {
  const { chargeId, capturedMinor, refundedMinor } = await provider.lookUp(orderId, signal);
  return done({ charge: chargeId === null ? null : { chargeId, amountMinor: capturedMinor }, refundedMinor });
}

async function refund(
  provider: PaymentProvider,
  { orderId, chargeId, amountMinor }: RefundInput,
  signal: AbortSignal,
): Promise<Outcome<{ refundedMinor: number }>> {
  const answer = await provider.refund(keyOf.refund(orderId), { chargeId, amountMinor }, signal);
  return answer.outcome === 'done' ? done({ refundedMinor: amountMinor }) : answer;
}
