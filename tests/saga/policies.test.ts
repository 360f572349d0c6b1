import { describe, expect, it } from '@jest/globals';
import { inventoryPolicy } from '../../actors/inventory/index.ts';
import { orderPolicy } from '../../actors/order/index.ts';
import { paymentPolicy } from '../../actors/payment/index.ts';
import { shippingPolicy } from '../../actors/shipping/index.ts';
import { inventoryCommands } from '../../machines/inventory/messages.ts';
import { orderMessages } from '../../machines/order/messages.ts';
import { paymentCommands } from '../../machines/payment/messages.ts';
import { shippingCommands } from '../../machines/shipping/messages.ts';
import { type Address, type StoredEvent, typeOf } from '../../runtime/index.ts';

const policies = [inventoryPolicy, paymentPolicy, shippingPolicy, orderPolicy];
const understood = {
  inventory: inventoryCommands,
  payment: paymentCommands,
  shipping: shippingCommands,
  order: orderMessages,
};
const order = { totalMinor: 500, currency: 'EUR', paymentMethod: 'pm_ok', country: 'DE' };
const items = [{ productId: 'p', productName: 'P', quantity: 5, unitPriceMinor: 100 }];
const placed = { customerId: 'c', items, ...order, holdMs: 900 };
const style = { fulfilment: 'choreography' };
const orderId = 'o1';

/** What all policies together do about an event: `ReserveStock to inventory/o1`, each checked against its schema. */
function reactions(actor: Address, type: string, payload: Record<string, unknown>): string[] {
  const event: StoredEvent = {
    id: '1-1',
    actor,
    version: 1,
    type,
    payload,
    messageId: 'm',
    correlationId: 'c',
    at: new Date(0),
  };
  return policies.flatMap((policy) => {
    if (!policy.events.includes(type)) return [];
    return policy.react(event).map((command) => {
      const schemas: Record<string, { parse(payload: unknown): unknown }> =
        understood[typeOf(command.to) as 'order'];
      schemas[command.type]?.parse(command.payload);
      return `${command.type} to ${command.to}`;
    });
  });
}

describe('the policies', () => {
  it.each<[Address, string, Record<string, unknown>, string[]]>([
    ['order/o1', 'OrderPlaced', { ...placed, ...style }, ['ReserveStock to inventory/o1']],
    [
      'inventory/o1',
      'StockReserved',
      { orderId, order },
      ['ChargePayment to payment/o1', 'StockReserved to order/o1'],
    ],
    ['inventory/o1', 'StockRejected', { orderId, reason: 'out_of_stock' }, ['StockRejected to order/o1']],
    [
      'payment/o1',
      'PaymentCharged',
      { orderId, amountMinor: 500, chargeId: 'ch', order },
      ['PrepareShipment to shipping/o1', 'PaymentCharged to order/o1'],
    ],
    [
      'payment/o1',
      'PaymentDeclined',
      { orderId, reason: 'payment_declined' },
      ['ReleaseStock to inventory/o1', 'PaymentDeclined to order/o1'],
    ],
    ['shipping/o1', 'ShipmentPrepared', { orderId, trackingNumber: 'OY' }, ['ShipmentPrepared to order/o1']],
    [
      'shipping/o1',
      'ShipmentRefused',
      { orderId, reason: 'no_capacity' },
      ['RefundPayment to payment/o1', 'ShipmentRefused to order/o1'],
    ],
    ['order/o1', 'OrderConfirmed', style, ['CommitStock to inventory/o1']],
    [
      'order/o1',
      'OrderCancellationRequested',
      { step: 'reservingStock', ...style },
      ['CancelShipment to shipping/o1'],
    ],
    ['order/o1', 'StepTimedOut', { step: 'chargingPayment', ...style }, ['CancelShipment to shipping/o1']],
    ['order/o1', 'ReservationExpired', { step: 'chargingPayment', ...style }, ['CancelShipment to shipping/o1']],
    [
      'shipping/o1',
      'ShipmentCancelled',
      { orderId },
      ['RefundPayment to payment/o1', 'ShipmentCancelled to order/o1'],
    ],
    [
      'payment/o1',
      'PaymentRefunded',
      { orderId, amountMinor: 0 },
      ['ReleaseStock to inventory/o1', 'PaymentRefunded to order/o1'],
    ],
    ['inventory/o1', 'StockReleased', { orderId }, ['StockReleased to order/o1']],
    [
      'order/o1',
      'CompensationOverdue',
      { step: 'cancellingShipment', ...style },
      ['CancelShipment to shipping/o1'],
    ],
    ['order/o1', 'CompensationOverdue', { step: 'refundingPayment', ...style }, ['RefundPayment to payment/o1']],
    ['order/o1', 'CompensationOverdue', { step: 'releasingStock', ...style }, ['ReleaseStock to inventory/o1']],
    ['inventory/expiry', 'ReservationExpired', { orderId }, ['ReservationExpired to order/o1']],
  ])('on %s %s', (actor, type, payload, expected) => {
    expect(reactions(actor, type, payload)).toEqual(expected);
  });

  it.each([
    ['OrderPlaced', placed],
    ['StockReserved', {}],
    ['PaymentCharged', { amountMinor: 500, chargeId: 'ch' }],
    ['PaymentDeclined', { reason: 'payment_declined' }],
    ['PaymentRefunded', { amountMinor: 500 }],
    ['ShipmentPrepared', { trackingNumber: 'OY' }],
    ['ShipmentRefused', { reason: 'no_capacity' }],
    ['ShipmentCancelled', {}],
    ['StockReleased', {}],
    ['OrderConfirmed', {}],
    ['OrderCancellationRequested', { step: 'chargingPayment' }],
    ['StepTimedOut', { step: 'chargingPayment' }],
    ['ReservationExpired', { step: 'chargingPayment' }],
  ])('leave an orchestrated order alone: %s', (type, payload) => {
    expect(reactions('order/o1', type, payload)).toEqual([]);
  });

  it.each(['StockReserved', 'PaymentCharged', 'StockReleased', 'OrderCancelled'])(
    'do nothing about the record that a choreographed order keeps of %s',
    (type) => {
      expect(reactions('order/o1', type, style)).toEqual([]);
    },
  );
});
