interface Common {
  /** 1, 2, 3 … in the order in which it happened. */
  sequence: number;
  /** The idempotency key of the request; for a void, the key that it closes. */
  key: string;
  /** What the merchant calls the payment: the order's id. Empty where a key was closed before it was used. */
  reference: string;
  amountMinor: number;
  /** ISO 8601. */
  at: string;
}

/** One line of the provider's books. Lines are only ever added. */
export type LedgerEntry =
  | (Common & { kind: 'authorization' | 'decline'; id: string; currency: string; paymentMethod: string })
  | (Common & { kind: 'capture'; id: string; authorizationId: string })
  | (Common & { kind: 'refund'; id: string; chargeId: string })
  | (Common & { kind: 'void'; id: string });

export type EntryOf<Kind extends LedgerEntry['kind']> = Extract<LedgerEntry, { kind: Kind }>;

/** A response of the provider: an HTTP status and its body. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export function problem(status: number, code: string, detail: string): Answer {
  return { status, body: { code, detail } };
}
