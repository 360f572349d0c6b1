import type { Outcome } from '../../runtime/index.ts';

export interface Authorize {
  /** What the merchant calls this payment: the order's id. */
  reference: string;
  amountMinor: number;
  currency: string;
  paymentMethod: string;
}

export interface Capture {
  authorizationId: string;
  amountMinor: number;
}

export interface Refund {
  chargeId: string;
  amountMinor: number;
}

/** What the provider has under one reference. */
export interface PaymentRecord {
  reference: string;
  authorizationId: string | null;
  chargeId: string | null;
  capturedMinor: number;
  refundedMinor: number;
  voided: boolean;
}

/**
 * A payment provider. Each operation has an idempotency key: repeated with the same key it takes effect once and answers
 * the same. `done` and `refused` are the provider's final word; whatever leaves the effect open is thrown (no
 * connection, 5xx, the signal aborted), and the caller decides about trying again.
 */
export interface PaymentProvider {
  authorize(key: string, request: Authorize, signal: AbortSignal): Promise<Outcome<{ authorizationId: string }>>;
  capture(key: string, request: Capture, signal: AbortSignal): Promise<Outcome<{ chargeId: string }>>;
  refund(key: string, request: Refund, signal: AbortSignal): Promise<Outcome<{ refundId: string }>>;
  /** Closes the key of an authorisation, whether it has arrived or not: refused once it is captured. */
  void(authorizationKey: string, signal: AbortSignal): Promise<Outcome<unknown>>;
  lookUp(reference: string, signal: AbortSignal): Promise<PaymentRecord>;
}

/** The provider did not say what became of a request. */
export class ProviderUnavailable extends Error {
  readonly code = 'PROVIDER_UNAVAILABLE';
  constructor(operation: string, detail: string, options?: ErrorOptions) {
    super(`the payment provider did not answer ${operation}: ${detail}`, options);
    this.name = 'ProviderUnavailable';
  }
}
