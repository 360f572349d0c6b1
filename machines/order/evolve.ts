import type { CancellationReason, OrderEvent } from './events.ts';
import type { OrderItem } from './messages.ts';

export type OrderStatus = 'pending' | 'confirmed' | 'cancelled';

/** An order as its events tell it. `step` is the machine's innermost state. */
export interface OrderState {
  status: OrderStatus;
  step: string;
  reason: CancellationReason | null;
  customerId: string;
  items: OrderItem[];
  totalMinor: number;
  currency: string;
}

/**
 * The order after one more event. The first is always `OrderPlaced`; folding all gives the state the machine is in.
 * Deciding is the machine's; this only follows, so it takes every event as true.
 */
export function evolve(order: OrderState | undefined, event: OrderEvent): OrderState {
  if (event.type === 'OrderPlaced') {
    const { customerId, items, totalMinor, currency } = event;
    return { ...progress(event), reason: null, customerId, items, totalMinor, currency };
  }
  if (!order) throw new Error(`an order's events begin with OrderPlaced, not ${event.type}`);
  return { ...order, ...progress(event) };
}

/** Where an order is right after an event, whatever came before. `reason` is there only where the event gives one. */
export function progress(event: OrderEvent): { status: OrderStatus; step: string; reason?: CancellationReason } {
  switch (event.type) {
    case 'OrderPlaced':
    case 'StockRejected':
      return { status: 'pending', step: 'reservingStock' };
    case 'StockReserved':
      return { status: 'pending', step: 'chargingPayment' };
    case 'PaymentCharged':
    case 'ShipmentPrepared':
      return { status: 'pending', step: 'preparingShipment' };
    case 'OrderConfirmed':
      return { status: 'confirmed', step: 'confirmed' };
    case 'PaymentDeclined':
      return { status: 'pending', step: 'releasingStock', reason: event.reason };
    case 'ShipmentRefused':
      return { status: 'pending', step: 'refundingPayment', reason: 'shipment_refused' };
    case 'OrderCancellationRequested':
      return { status: 'pending', step: firstUndone(event), reason: 'cancelled_by_customer' };
    case 'ReservationExpired':
      return { status: 'pending', step: firstUndone(event), reason: 'reservation_expired' };
    case 'StepTimedOut':
      return { status: 'pending', step: firstUndone(event), reason: timeoutReason[event.step] };
    case 'CompensationOverdue':
      return { status: 'pending', step: event.step };
    case 'ShipmentCancelled':
      return { status: 'pending', step: 'refundingPayment' };
    case 'PaymentRefunded':
    case 'StockReleased':
      return { status: 'pending', step: 'releasingStock' };
    case 'OrderCancelled':
      return { status: 'cancelled', step: 'cancelled', reason: event.reason };
  }
}

/** What an order is cancelled for whose step takes too long. */
export const timeoutReason = {
  reservingStock: 'timeout_reserving_stock',
  chargingPayment: 'timeout_charging_payment',
  preparingShipment: 'timeout_preparing_shipment',
} as const;

/** The last part of a state's name: `choreography.forward.chargingPayment` is the step `chargingPayment`. */
export function stepOf(state: string): string {
  return state.slice(state.lastIndexOf('.') + 1);
}

function firstUndone({ step, fulfilment }: { step: keyof typeof undoing; fulfilment?: 'choreography' }): string {
  return fulfilment === 'choreography' ? 'cancellingShipment' : undoing[step];
}

const undoing = {
  reservingStock: 'releasingStock',
  chargingPayment: 'refundingPayment',
  preparingShipment: 'cancellingShipment',
} as const;
