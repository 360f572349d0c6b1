import { setTimeout as pause } from 'node:timers/promises';
import type { Authorize, Capture, PaymentRecord, Refund } from '../provider.ts';
import type { Books } from './books.ts';
import { type Answer, problem } from './entry.ts';

/** The request took effect, and its answer never leaves the house. */
export const lost = Symbol('lost');

/** What a payment method makes go wrong. */
export const paymentMethods = {
  pm_ok: 'works',
  pm_declined: 'is declined',
  pm_slow: 'is authorised late',
  pm_flaky: 'answers 503 twice, then works',
  pm_lost_answer: 'is charged, but the answer never comes',
  pm_down: 'always answers 503',
} as const;

/** The provider with its faults, which hang on the payment method. */
export class Sandbox {
  readonly books: Books;
  private readonly slowMs: number;
  private readonly failures = new Map<string, number>();
  private readonly closing = new AbortController();

  /** @param slowMs how long `pm_slow` takes, in milliseconds. */
  constructor(books: Books, slowMs = 5_000) {
    this.books = books;
    this.slowMs = slowMs;
  }

  async authorize(key: string, request: Authorize): Promise<Answer> {
    const { paymentMethod } = request;
    if (!(paymentMethod in paymentMethods))
      return problem(422, 'unknown_payment_method', `there is no payment method ${paymentMethod}`);
    if (paymentMethod === 'pm_down' || (paymentMethod === 'pm_flaky' && this.failsAgain(key))) {
      return problem(503, 'unavailable', 'try again later');
    }
    if (paymentMethod === 'pm_slow' && !this.books.find(key))
      await pause(this.slowMs, undefined, { ref: false, signal: this.closing.signal });
    return this.books.authorize(key, request);
  }

  capture(key: string, request: Capture): Answer | typeof lost {
    const answer = this.books.capture(key, request);
    return this.books.methodOf(request.authorizationId) === 'pm_lost_answer' ? lost : answer;
  }

  refund(key: string, request: Refund): Answer {
    return this.books.refund(key, request);
  }

  void(key: string): Answer {
    return this.books.void(key);
  }

  lookUp(reference: string): PaymentRecord {
    return this.books.lookUp(reference);
  }

  /** What is being authorised slowly is not authorised any more. */
  close(): void {
    this.closing.abort();
  }

  private failsAgain(key: string): boolean {
    const failures = this.failures.get(key) ?? 0;
    if (failures >= 2) return false;
    this.failures.set(key, failures + 1);
    return true;
  }
}
