/**
 * The provider's books: what was authorised, captured, refunded and closed, and under which key. It owns the rules of
 * money and knows nothing of HTTP, files or faults.
 *
 * 1. A key takes effect once: repeated with the same body it answers the same, with another body 409.
 * 2. Closing a key that has not arrived yet makes it arrive in vain.
 * 3. Captured ≤ authorised, refunded ≤ captured.
 * 4. Each effect is an entry, handed to `record` before it is answered.
 */
import type { Authorize, Capture, PaymentRecord, Refund } from '../provider.ts';
import { type Answer, type EntryOf, type LedgerEntry, problem } from './entry.ts';

export interface BooksOptions {
  entries?: readonly LedgerEntry[];
  /** Called with each new entry before its request is answered. */
  record?(entry: LedgerEntry): void;
  /** Forget the oldest payments beyond so many, to keep memory flat in a long benchmark. Default: never forget. */
  remember?: number;
}

export class Books {
  private readonly byKey = new Map<string, LedgerEntry>();
  private readonly closed = new Map<string, EntryOf<'void'>>();
  private readonly byId = new Map<string, LedgerEntry>();
  private readonly byReference = new Map<string, LedgerEntry[]>();
  private readonly record: (entry: LedgerEntry) => void;
  private readonly remember: number;
  private sequence = 0;

  constructor({ entries = [], record = () => {}, remember = Number.POSITIVE_INFINITY }: BooksOptions = {}) {
    this.record = record;
    this.remember = remember;
    for (const entry of entries) this.keep(entry);
  }

  authorize(key: string, { reference, amountMinor, currency, paymentMethod }: Authorize): Answer {
    const known = this.byKey.get(key);
    if (known) {
      const same =
        (known.kind === 'authorization' || known.kind === 'decline') &&
        known.reference === reference &&
        known.amountMinor === amountMinor &&
        known.currency === currency &&
        known.paymentMethod === paymentMethod;
      if (!same) return reused(key);
    }
    if (this.closed.has(key)) return problem(409, 'voided', `the key ${key} was closed`);
    if (known) return authorized(known);
    const kind = paymentMethod === 'pm_declined' ? 'decline' : 'authorization';
    return authorized(
      this.add({ kind, ...this.next('auth'), key, reference, amountMinor, currency, paymentMethod }),
    );
  }

  capture(key: string, { authorizationId, amountMinor }: Capture): Answer {
    const known = this.byKey.get(key);
    if (known) {
      const same =
        known.kind === 'capture' && known.authorizationId === authorizationId && known.amountMinor === amountMinor;
      return same ? captured(known) : reused(key);
    }
    const authorization = this.byId.get(authorizationId);
    if (authorization?.kind !== 'authorization')
      return problem(404, 'no_authorization', `there is no authorization ${authorizationId}`);
    if (this.closed.has(authorization.key))
      return problem(409, 'voided', `authorization ${authorizationId} was voided`);
    const before = this.sum(
      authorization.reference,
      (entry) => entry.kind === 'capture' && entry.authorizationId === authorizationId,
    );
    if (before + amountMinor > authorization.amountMinor) {
      return problem(
        422,
        'exceeds_authorization',
        `${before + amountMinor} is more than the ${authorization.amountMinor} authorised`,
      );
    }
    return captured(
      this.add({
        kind: 'capture',
        ...this.next('ch'),
        key,
        reference: authorization.reference,
        amountMinor,
        authorizationId,
      }),
    );
  }

  refund(key: string, { chargeId, amountMinor }: Refund): Answer {
    const known = this.byKey.get(key);
    if (known) {
      const same = known.kind === 'refund' && known.chargeId === chargeId && known.amountMinor === amountMinor;
      return same ? refunded(known) : reused(key);
    }
    const charge = this.byId.get(chargeId);
    if (charge?.kind !== 'capture') return problem(404, 'no_charge', `there is no charge ${chargeId}`);
    const before = this.sum(charge.reference, (entry) => entry.kind === 'refund' && entry.chargeId === chargeId);
    if (before + amountMinor > charge.amountMinor) {
      return problem(
        422,
        'exceeds_charge',
        `${before + amountMinor} is more than the ${charge.amountMinor} charged`,
      );
    }
    return refunded(
      this.add({ kind: 'refund', ...this.next('re'), key, reference: charge.reference, amountMinor, chargeId }),
    );
  }

  /** Closes the key of an authorisation, used or not. What is captured cannot be voided any more, only refunded. */
  void(key: string): Answer {
    const known = this.byKey.get(key);
    if (known && known.kind !== 'authorization' && known.kind !== 'decline') return reused(key);
    const reference = known?.reference ?? '';
    if (
      known &&
      this.sum(reference, (entry) => entry.kind === 'capture' && entry.authorizationId === known.id) > 0
    ) {
      return problem(409, 'already_captured', `the authorization under ${key} is captured; refund it instead`);
    }
    if (!this.closed.has(key)) {
      this.add({ kind: 'void', ...this.next('void'), key, reference, amountMinor: known?.amountMinor ?? 0 });
    }
    return { status: 200, body: { key, voided: true } };
  }

  lookUp(reference: string): PaymentRecord {
    const entries = this.byReference.get(reference) ?? [];
    return {
      reference,
      authorizationId: entries.findLast(({ kind }) => kind === 'authorization')?.id ?? null,
      chargeId: entries.findLast(({ kind }) => kind === 'capture')?.id ?? null,
      capturedMinor: this.sum(reference, ({ kind }) => kind === 'capture'),
      refundedMinor: this.sum(reference, ({ kind }) => kind === 'refund'),
      voided: entries.some(({ kind }) => kind === 'void'),
    };
  }

  /** The payment method that an authorisation was made with. */
  methodOf(authorizationId: string): string | undefined {
    const entry = this.byId.get(authorizationId);
    return entry?.kind === 'authorization' ? entry.paymentMethod : undefined;
  }

  find(key: string): LedgerEntry | undefined {
    return this.byKey.get(key) ?? this.closed.get(key);
  }

  /** All entries in the order in which they happened, or those of one payment. */
  list(reference?: string): LedgerEntry[] {
    return reference === undefined ? [...this.byId.values()] : [...(this.byReference.get(reference) ?? [])];
  }

  private next(prefix: string): { sequence: number; id: string; at: string } {
    const sequence = this.sequence + 1;
    return { sequence, id: `${prefix}_${sequence}`, at: new Date().toISOString() };
  }

  private add<Entry extends LedgerEntry>(entry: Entry): Entry {
    this.record(entry);
    this.keep(entry);
    return entry;
  }

  private keep(entry: LedgerEntry): void {
    this.sequence = entry.sequence;
    this.byId.set(entry.id, entry);
    if (entry.kind === 'void') this.closed.set(entry.key, entry);
    else this.byKey.set(entry.key, entry);
    const entries = this.byReference.get(entry.reference);
    if (entries) entries.push(entry);
    else this.byReference.set(entry.reference, [entry]);
    if (this.byReference.size > this.remember) this.forgetOldest();
  }

  private forgetOldest(): void {
    const [reference, entries] = this.byReference.entries().next().value!;
    this.byReference.delete(reference);
    for (const { id, key } of entries) {
      this.byId.delete(id);
      this.byKey.delete(key);
      this.closed.delete(key);
    }
  }

  private sum(reference: string, counts: (entry: LedgerEntry) => boolean): number {
    const entries = this.byReference.get(reference) ?? [];
    return entries.reduce((sum, entry) => (counts(entry) ? sum + entry.amountMinor : sum), 0);
  }
}

function reused(key: string): Answer {
  return problem(409, 'idempotency_key_reused', `the key ${key} was used for another request`);
}

function authorized(entry: LedgerEntry): Answer {
  if (entry.kind === 'decline') return problem(402, 'declined', 'the payment method was declined');
  return { status: 201, body: { authorizationId: entry.id, amountMinor: entry.amountMinor } };
}

function captured(entry: LedgerEntry): Answer {
  return { status: 201, body: { chargeId: entry.id, amountMinor: entry.amountMinor } };
}

function refunded(entry: LedgerEntry): Answer {
  return { status: 201, body: { refundId: entry.id, amountMinor: entry.amountMinor } };
}
