import type {
  Charge,
  ChargeInput,
  ProviderOutcome,
  ProviderRecord,
  RefundInput,
} from '../../machines/payment/outcome.ts';

export type PaymentMethod = 'pm_ok' | 'pm_declined' | 'pm_down' | 'pm_lost_answer';

/** The payment sandbox in memory: what it books, and what its answer looks like to the payment machine. */
export class Provider {
  /** Everything that it booked, in order. */
  readonly entries: ('capture' | 'refund')[] = [];
  private readonly method: PaymentMethod;
  private charge: Charge | null = null;
  private refundedMinor = 0;

  constructor(method: PaymentMethod) {
    this.method = method;
  }

  /** Captured and not given back. */
  get keepsMinor(): number {
    return (this.charge?.amountMinor ?? 0) - this.refundedMinor;
  }

  perform(src: string, input: unknown): ProviderOutcome<unknown> {
    switch (src) {
      case 'charge':
        return this.capture(input as ChargeInput);
      case 'lookUp':
        return {
          outcome: 'done',
          value: { charge: this.charge, refundedMinor: this.refundedMinor } satisfies ProviderRecord,
        };
      case 'voidCharge':
        return this.charge
          ? { outcome: 'refused', code: 'captured', reason: 'captured' }
          : { outcome: 'done', value: {} };
      case 'refund':
        return this.refund(input as RefundInput);
    }
    throw new Error(`the provider does not know ${src}`);
  }

  private capture({ amountMinor }: ChargeInput): ProviderOutcome<Charge> {
    if (this.method === 'pm_declined')
      return { outcome: 'refused', code: 'declined', reason: 'insufficient funds' };
    if (this.method === 'pm_down') return { outcome: 'unknown', reason: '503' };
    if (!this.charge) this.entries.push('capture');
    this.charge = { chargeId: 'ch_1', amountMinor };
    return this.method === 'pm_lost_answer'
      ? { outcome: 'unknown', reason: 'no answer' }
      : { outcome: 'done', value: this.charge };
  }

  private refund({ amountMinor }: RefundInput): ProviderOutcome<{ refundedMinor: number }> {
    if (this.refundedMinor === 0) this.entries.push('refund');
    this.refundedMinor = amountMinor;
    return { outcome: 'done', value: { refundedMinor: amountMinor } };
  }
}
