import { assign, emit, sendTo, setup } from 'xstate';
import type { z } from 'zod';
import type { Fulfilment } from '../choreography.ts';
import type { MessageOf } from '../message-of.ts';
import { to } from '../to.ts';
import type { CancellationReason, OrderEvent } from './events.ts';
import type { OrderItem, orderMessages } from './messages.ts';

export type OrderMessage = MessageOf<typeof orderMessages>;

/** The payload of `PlaceOrder`, and the order's own id. */
export type OrderInput = z.output<typeof orderMessages.PlaceOrder> & { id: string };

type Step = Extract<OrderEvent, { type: 'StepTimedOut' }>['step'];
type Undoing = Extract<OrderEvent, { type: 'CompensationOverdue' }>['step'];

export interface OrderContext {
  orderId: string;
  customerId: string;
  items: OrderItem[];
  totalMinor: number;
  currency: string;
  paymentMethod: string;
  country: string;
  fulfilment: Fulfilment;
  /** Why it is being cancelled; null while nothing went wrong. */
  reason: CancellationReason | null;
  stepTimeoutMs: number;
  retryMs: number;
  holdMs: number;
  /** Choreography: the stock is back, told before the reason for it. */
  stockReleased: boolean;
}

/** Marks an event as one that services react to. */
function style({ fulfilment }: OrderContext): { fulfilment?: 'choreography' } {
  return fulfilment === 'choreography' ? { fulfilment } : {};
}

/** What the order's machine speaks of: its context, and its actions and delays by name, for the charts of both styles. */
export const orderSetup = setup({
  types: {
    input: {} as OrderInput,
    context: {} as OrderContext,
    events: {} as OrderMessage,
    emitted: {} as OrderEvent,
    tags: {} as 'compensation',
  },
  delays: {
    stepTimeout: ({ context }) => context.stepTimeoutMs,
    retry: ({ context }) => context.retryMs,
  },
  guards: {
    isChoreographed: ({ context }) => context.fulfilment === 'choreography',
    stockReleased: ({ context }) => context.stockReleased,
  },
  actions: {
    because: assign((_, params: { reason: CancellationReason }) => ({ reason: params.reason })),
    placed: emit(({ context }) => ({
      type: 'OrderPlaced',
      customerId: context.customerId,
      items: context.items,
      totalMinor: context.totalMinor,
      currency: context.currency,
      paymentMethod: context.paymentMethod,
      country: context.country,
      ...(context.fulfilment === 'choreography' ? { holdMs: context.holdMs } : {}),
      ...style(context),
    })),
    shipmentPrepared: emit(({ context: { customerId } }, { trackingNumber }: { trackingNumber: string }) => ({
      type: 'ShipmentPrepared',
      customerId,
      trackingNumber,
    })),
    confirmed: emit(({ context }, params: { trackingNumber: string }) => ({
      type: 'OrderConfirmed',
      customerId: context.customerId,
      totalMinor: context.totalMinor,
      currency: context.currency,
      trackingNumber: params.trackingNumber,
      ...style(context),
    })),
    cancelled: emit(({ context }) => ({
      type: 'OrderCancelled',
      customerId: context.customerId,
      totalMinor: context.totalMinor,
      currency: context.currency,
      reason: context.reason ?? 'cancelled_by_customer',
      ...style(context),
    })),
    cancellationRequested: emit(({ context }, { step }: { step: Step }) => ({
      type: 'OrderCancellationRequested',
      step,
      ...style(context),
    })),
    reservationExpired: emit(({ context }, { step }: { step: Step }) => ({
      type: 'ReservationExpired',
      step,
      ...style(context),
    })),
    stepTimedOut: emit(({ context }, { step }: { step: Step }) => ({
      type: 'StepTimedOut',
      step,
      ...style(context),
    })),
    compensationOverdue: emit(({ context }, { step }: { step: Undoing }) => ({
      type: 'CompensationOverdue',
      step,
      ...style(context),
    })),
    reserveStock: sendTo(
      ({ context }) => to('inventory', context.orderId),
      ({ context }) => ({
        type: 'ReserveStock',
        orderId: context.orderId,
        items: context.items.map(({ productId, quantity }) => ({ productId, quantity })),
        holdMs: context.holdMs,
      }),
    ),
    releaseStock: sendTo(
      ({ context }) => to('inventory', context.orderId),
      ({ context }) => ({ type: 'ReleaseStock', orderId: context.orderId }),
    ),
    commitStock: sendTo(
      ({ context }) => to('inventory', context.orderId),
      ({ context }) => ({ type: 'CommitStock', orderId: context.orderId }),
    ),
    chargePayment: sendTo(
      ({ context }) => to('payment', context.orderId),
      ({ context }) => ({
        type: 'ChargePayment',
        orderId: context.orderId,
        amountMinor: context.totalMinor,
        currency: context.currency,
        paymentMethod: context.paymentMethod,
      }),
    ),
    refundPayment: sendTo(
      ({ context }) => to('payment', context.orderId),
      ({ context }) => ({ type: 'RefundPayment', orderId: context.orderId }),
    ),
    prepareShipment: sendTo(
      ({ context }) => to('shipping', context.orderId),
      ({ context }) => ({ type: 'PrepareShipment', orderId: context.orderId, country: context.country }),
    ),
    cancelShipment: sendTo(
      ({ context }) => to('shipping', context.orderId),
      ({ context }) => ({ type: 'CancelShipment', orderId: context.orderId }),
    ),
  },
});
