import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { OrderFacts } from '../choreography.ts';
import type { MessageOf } from '../message-of.ts';
import { to } from '../to.ts';
import type { paymentCommands, paymentEvents } from './messages.ts';
import type { Charge, ChargeInput, ProviderOutcome, ProviderRecord, RefundInput } from './outcome.ts';

export type PaymentMessage = MessageOf<typeof paymentCommands>;
export type PaymentEvent = MessageOf<typeof paymentEvents>;

/** The payload of whichever command came first: only `ChargePayment` brings an amount. */
export interface PaymentInput {
  id: string;
  amountMinor?: number;
  currency?: string;
  paymentMethod?: string;
  answer?: 'event';
  order?: OrderFacts;
}

export interface PaymentContext {
  orderId: string;
  amountMinor: number;
  currency: string | null;
  paymentMethod: string | null;
  /** `event`: told to everybody; `reply`: to the order. */
  answer: 'event' | 'reply';
  /** Handed on with the charge, where it is told to everybody. */
  order: OrderFacts | null;
  chargeId: string | null;
  refundedMinor: number;
  /** A refund was asked for before the outcome of the charge was known; it is carried out then. */
  refundRequested: boolean;
  /** Why nothing is charged; null while that is open, or after a charge. */
  reason: 'payment_declined' | 'payment_unavailable' | null;
  /** The provider's own words. */
  detail: string | null;
  /** Attempts to reach the provider in vain since the last answer: each doubles the pause. */
  attempt: number;
}

const firstPauseMs = 1_000;
const longestPauseMs = 300_000;

function charge(answer: ProviderOutcome<Charge>): Partial<PaymentContext> {
  return answer.outcome === 'done' ? { ...answer.value, attempt: 0 } : {};
}

function wasCharged(answer: ProviderOutcome<ProviderRecord>): boolean {
  return answer.outcome === 'done' && answer.value.charge !== null;
}

function found(answer: ProviderOutcome<ProviderRecord>): Partial<PaymentContext> {
  return answer.outcome === 'done' ? { ...answer.value.charge, attempt: 0 } : {};
}

function refusal(answer: ProviderOutcome<unknown>): Partial<PaymentContext> {
  if (answer.outcome !== 'refused') return {};
  return { reason: answer.code === 'voided' ? 'payment_unavailable' : 'payment_declined', detail: answer.reason };
}

function providedByRuntime(): never {
  throw new Error('provided by the runtime');
}

/**
 * The money of one order, at a provider that may not answer.
 *
 * 1. A charge whose outcome is unknown is looked up, and closed at the provider where it did not happen, before anyone
 *    is told: never declined while it may still come, never refunded before it is known.
 * 2. A refund is repeated until the provider says that it is done.
 * 3. `RefundPayment` always gets `PaymentRefunded` in the end, with 0 where nothing was charged. One that comes first
 *    leaves the payment declined, so that a late `ChargePayment` charges nothing.
 */
export const paymentMachine = setup({
  types: {
    input: {} as PaymentInput,
    context: {} as PaymentContext,
    events: {} as PaymentMessage,
    emitted: {} as PaymentEvent,
    tags: {} as 'compensation' | 'resting',
  },
  actors: {
    charge: fromPromise<ProviderOutcome<Charge>, ChargeInput>(providedByRuntime),
    lookUp: fromPromise<ProviderOutcome<ProviderRecord>, { orderId: string }>(providedByRuntime),
    voidCharge: fromPromise<ProviderOutcome<unknown>, { orderId: string }>(providedByRuntime),
    refund: fromPromise<ProviderOutcome<{ refundedMinor: number }>, RefundInput>(providedByRuntime),
  },
  delays: {
    pause: ({ context }) => Math.min(longestPauseMs, firstPauseMs * 2 ** (context.attempt - 1)),
  },
  guards: {
    isCharge: ({ context }) => context.paymentMethod !== null,
    refundRequested: ({ context }) => context.refundRequested,
  },
  actions: {
    rememberRefund: assign({ refundRequested: true }),
    countAttempt: assign({ attempt: ({ context }) => context.attempt + 1 }),
    answerCharged: enqueueActions(({ context: { orderId, amountMinor, chargeId, answer, order }, enqueue }) => {
      const charged = { type: 'PaymentCharged', orderId, amountMinor, chargeId: chargeId ?? '' } as const;
      if (answer === 'event') enqueue.emit({ ...charged, ...(order ? { order } : {}) });
      else enqueue.sendTo(to('order', orderId), charged);
    }),
    answerDeclined: enqueueActions(({ context: { orderId, reason, detail, answer }, enqueue }) => {
      const declined = {
        type: 'PaymentDeclined',
        orderId,
        reason: reason ?? 'payment_declined',
        ...(detail === null ? {} : { detail }),
      } as const;
      if (answer === 'event') enqueue.emit(declined);
      else enqueue.sendTo(to('order', orderId), declined);
    }),
    answerRefunded: enqueueActions(({ context: { orderId, refundedMinor, answer }, enqueue }) => {
      const refunded = { type: 'PaymentRefunded', orderId, amountMinor: refundedMinor } as const;
      if (answer === 'event') enqueue.emit(refunded);
      else enqueue.sendTo(to('order', orderId), refunded);
    }),
  },
}).createMachine({
  id: 'payment',
  context: ({ input }) => ({
    orderId: input.id,
    amountMinor: input.amountMinor ?? 0,
    currency: input.currency ?? null,
    paymentMethod: input.paymentMethod ?? null,
    answer: input.answer ?? 'reply',
    order: input.order ?? null,
    chargeId: null,
    refundedMinor: 0,
    refundRequested: false,
    reason: null,
    detail: null,
    attempt: 0,
  }),
  initial: 'asked',
  states: {
    asked: {
      always: [
        { guard: 'isCharge', target: 'charging' },
        { target: 'declined', actions: 'answerRefunded' },
      ],
    },

    charging: {
      invoke: {
        id: 'charge',
        src: 'charge',
        input: ({ context }) => ({
          orderId: context.orderId,
          amountMinor: context.amountMinor,
          currency: context.currency ?? '',
          paymentMethod: context.paymentMethod ?? '',
        }),
        onDone: [
          {
            guard: ({ context, event }) => event.output.outcome === 'done' && !context.refundRequested,
            target: 'charged',
            actions: [assign(({ event }) => charge(event.output)), 'answerCharged'],
          },
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'refunding',
            actions: assign(({ event }) => charge(event.output)),
          },
          {
            guard: ({ event }) => event.output.outcome === 'refused',
            target: 'refused',
            actions: assign(({ event }) => refusal(event.output)),
          },
          { target: 'reconciling' },
        ],
        onError: 'reconciling',
      },
      on: { RefundPayment: { actions: 'rememberRefund' } },
    },

    charged: {
      tags: 'resting',
      on: { RefundPayment: 'refunding', ChargePayment: { actions: 'answerCharged' } },
    },

    refused: {
      always: [
        { guard: 'refundRequested', target: 'declined', actions: 'answerRefunded' },
        { target: 'declined', actions: 'answerDeclined' },
      ],
    },

    declined: {
      tags: 'resting',
      on: { RefundPayment: { actions: 'answerRefunded' }, ChargePayment: { actions: 'answerDeclined' } },
    },

    reconciling: {
      invoke: {
        id: 'lookUp',
        src: 'lookUp',
        input: ({ context }) => ({ orderId: context.orderId }),
        onDone: [
          {
            guard: ({ context, event }) => wasCharged(event.output) && !context.refundRequested,
            target: 'charged',
            actions: [assign(({ event }) => found(event.output)), 'answerCharged'],
          },
          {
            guard: ({ event }) => wasCharged(event.output),
            target: 'refunding',
            actions: assign(({ event }) => found(event.output)),
          },
          { guard: ({ event }) => event.output.outcome === 'done', target: 'voiding' },
          { target: 'waitingToReconcile' },
        ],
        onError: 'waitingToReconcile',
      },
      on: { RefundPayment: { actions: 'rememberRefund' } },
    },

    voiding: {
      invoke: {
        id: 'voidCharge',
        src: 'voidCharge',
        input: ({ context }) => ({ orderId: context.orderId }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'refused',
            actions: assign({ reason: 'payment_unavailable', attempt: 0 }),
          },
          { target: 'waitingToReconcile' },
        ],
        onError: 'waitingToReconcile',
      },
      on: { RefundPayment: { actions: 'rememberRefund' } },
    },

    waitingToReconcile: {
      entry: 'countAttempt',
      after: { pause: 'reconciling' },
      on: { RefundPayment: { actions: 'rememberRefund' } },
    },

    refunding: {
      tags: 'compensation',
      invoke: {
        id: 'refund',
        src: 'refund',
        input: ({ context: { orderId, chargeId, amountMinor } }) => ({
          orderId,
          chargeId: chargeId ?? '',
          amountMinor,
        }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'refunded',
            actions: assign(({ event: { output } }) => (output.outcome === 'done' ? { ...output.value } : {})),
          },
          { target: 'waitingToRefund' },
        ],
        onError: 'waitingToRefund',
      },
    },

    waitingToRefund: {
      tags: 'compensation',
      entry: 'countAttempt',
      after: { pause: 'refunding' },
    },

    refunded: { type: 'final', tags: 'compensation', entry: 'answerRefunded' },
  },
});
