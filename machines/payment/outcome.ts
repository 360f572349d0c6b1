/** How a call to the provider ended: the runtime's shape for the result of an activity, told here for the machine. */
export type ProviderOutcome<T> =
  | { outcome: 'done'; value: T }
  | { outcome: 'refused'; code: string; reason: string }
  | { outcome: 'unknown'; reason: string };

export interface ChargeInput {
  orderId: string;
  amountMinor: number;
  currency: string;
  paymentMethod: string;
}

export interface Charge {
  chargeId: string;
  amountMinor: number;
}

export interface RefundInput {
  orderId: string;
  chargeId: string;
  amountMinor: number;
}

/** What the provider has on record for one order. */
export interface ProviderRecord {
  /** Null where nothing was captured. */
  charge: Charge | null;
  refundedMinor: number;
}
