import { describe, expect, it } from '@jest/globals';
import { Play } from '../testing/play.ts';
import { type OrderEvent, orderEvents } from './events.ts';
import { evolve, type OrderState } from './evolve.ts';
import { orderMessages } from './messages.ts';
import { orderMachine } from './order.machine.ts';

const orderId = 'o-1';
const reply = (type: string, fields: object = {}) => ({ type, orderId, ...fields });
const stockReserved = reply('StockReserved');
const stockRejected = reply('StockRejected', {
  reason: 'out_of_stock',
  missing: [{ productId: 'p', requested: 3, available: 2 }],
});
const paymentCharged = reply('PaymentCharged', { amountMinor: 299_997, chargeId: 'ch_1' });
const paymentDeclined = reply('PaymentDeclined', { reason: 'payment_declined' });
const shipmentPrepared = reply('ShipmentPrepared', { trackingNumber: 'OY1' });
const shipmentRefused = reply('ShipmentRefused', { reason: 'country_not_served' });
const shipmentCancelled = reply('ShipmentCancelled');
const paymentRefunded = reply('PaymentRefunded', { amountMinor: 299_997 });
const stockReleased = reply('StockReleased');
const reservationExpired = reply('ReservationExpired');
const cancelOrder = { type: 'CancelOrder' };
const replies = [
  stockReserved,
  stockRejected,
  paymentCharged,
  paymentDeclined,
  shipmentPrepared,
  shipmentRefused,
  shipmentCancelled,
  paymentRefunded,
  stockReleased,
];

/** An order that has taken these messages; `timeout` fires the armed timer. */
class OrderPlay extends Play {
  readonly events: OrderEvent[];

  constructor() {
    const payload = orderMessages.PlaceOrder.parse({
      customerId: 'c-1',
      items: [{ productId: 'p', productName: 'Laptop', quantity: 3, unitPriceMinor: 99_999 }],
    });
    super(orderMachine, { ...payload, id: orderId, sender: undefined });
    this.events = [...this.last.emitted] as OrderEvent[];
  }

  override on(message: { type: string }): ReturnType<Play['on']> {
    const played = super.on(message);
    this.events.push(...(played.emitted as OrderEvent[]));
    return played;
  }
}

function given(...messages: ({ type: string } | 'timeout')[]): OrderPlay {
  const order = new OrderPlay();
  for (const message of messages) message === 'timeout' ? order.timeout() : order.on(message);
  return order;
}

const commands = (order: OrderPlay) => order.last.sent.map(({ to, message }) => `${message.type} to ${to}`);
const timeline = (order: OrderPlay) => order.events.map(({ type }) => type);

const reserving: readonly { type: string }[] = [];
const charging = [stockReserved];
const preparing = [stockReserved, paymentCharged];

describe('an order', () => {
  it('reserves its stock first, and waits 30 s for it', () => {
    const order = given();
    expect(order.state).toBe('reservingStock');
    expect(order.last.sent).toEqual([
      {
        to: 'inventory/o-1',
        message: { type: 'ReserveStock', orderId, items: [{ productId: 'p', quantity: 3 }], holdMs: 900_000 },
      },
    ]);
    expect(order.delays).toEqual([30_000]);
    expect(order.events).toEqual([
      {
        type: 'OrderPlaced',
        customerId: 'c-1',
        items: [{ productId: 'p', productName: 'Laptop', quantity: 3, unitPriceMinor: 99_999 }],
        totalMinor: 299_997,
        currency: 'EUR',
        paymentMethod: 'pm_ok',
        country: 'DE',
      },
    ]);
  });

  it('charges its total once the stock is reserved', () => {
    const order = given(...charging);
    expect(order.last.sent).toEqual([
      {
        to: 'payment/o-1',
        message: { type: 'ChargePayment', orderId, amountMinor: 299_997, currency: 'EUR', paymentMethod: 'pm_ok' },
      },
    ]);
  });

  it('has its shipment prepared once it is paid', () => {
    const order = given(...preparing);
    expect(order.last.sent).toEqual([
      { to: 'shipping/o-1', message: { type: 'PrepareShipment', orderId, country: 'DE' } },
    ]);
  });

  it('is confirmed with the shipment, lets the goods go and leaves no timer', () => {
    const order = given(...preparing, shipmentPrepared);
    expect([order.state, order.final, order.delays]).toEqual(['confirmed', true, []]);
    expect(commands(order)).toEqual(['CommitStock to inventory/o-1']);
    expect(timeline(order)).toEqual([
      'OrderPlaced',
      'StockReserved',
      'PaymentCharged',
      'ShipmentPrepared',
      'OrderConfirmed',
    ]);
    expect(order.events.at(-1)).toEqual({
      type: 'OrderConfirmed',
      customerId: 'c-1',
      totalMinor: 299_997,
      currency: 'EUR',
      trackingNumber: 'OY1',
    });
  });
});

describe('an order that fails undoes what was done, in reverse', () => {
  it.each([
    ['out of stock', reserving, stockRejected, 'out_of_stock', ['StockRejected', 'OrderCancelled']],
    [
      'payment declined',
      charging,
      paymentDeclined,
      'payment_declined',
      ['StockReserved', 'PaymentDeclined', 'StockReleased', 'OrderCancelled'],
    ],
    [
      'payment unavailable',
      charging,
      reply('PaymentDeclined', { reason: 'payment_unavailable' }),
      'payment_unavailable',
      ['StockReserved', 'PaymentDeclined', 'StockReleased', 'OrderCancelled'],
    ],
    [
      'shipment refused',
      preparing,
      shipmentRefused,
      'shipment_refused',
      ['StockReserved', 'PaymentCharged', 'ShipmentRefused', 'PaymentRefunded', 'StockReleased', 'OrderCancelled'],
    ],
  ])('%s', (_, before, failure, reason, expected) => {
    const order = given(...before, failure);
    for (const undone of [shipmentCancelled, paymentRefunded, stockReleased]) order.on(undone);
    expect([order.state, order.final, order.context.reason]).toEqual(['cancelled', true, reason]);
    expect(timeline(order)).toEqual(['OrderPlaced', ...expected]);
    expect(order.events.at(-1)).toMatchObject({
      type: 'OrderCancelled',
      reason,
      customerId: 'c-1',
      totalMinor: 299_997,
    });
  });
});

const interruptions = [
  ['customer', cancelOrder, () => 'cancelled_by_customer', 'OrderCancellationRequested'],
  ['timeout', 'timeout', (step: string) => step, 'StepTimedOut'],
] as const;

type Step = 'reservingStock' | 'chargingPayment' | 'preparingShipment';

const steps: readonly [Step, readonly { type: string }[], string, string, string][] = [
  ['reservingStock', reserving, 'releasingStock', 'ReleaseStock to inventory/o-1', 'timeout_reserving_stock'],
  ['chargingPayment', charging, 'refundingPayment', 'RefundPayment to payment/o-1', 'timeout_charging_payment'],
  [
    'preparingShipment',
    preparing,
    'cancellingShipment',
    'CancelShipment to shipping/o-1',
    'timeout_preparing_shipment',
  ],
];

describe('an order that is interrupted undoes the step under way first, because its outcome is not known', () => {
  for (const [by, message, reasonOf, event] of interruptions) {
    it.each(steps)(`by ${by} in %s`, (step, before, state, command, timeoutReason) => {
      const order = given(...before, message);
      expect(order.state).toBe(state);
      expect(commands(order)).toEqual([command]);
      expect(order.context.reason).toBe(reasonOf(timeoutReason));
      expect(order.last.emitted).toEqual([{ type: event, step }]);
      for (const undone of [shipmentCancelled, paymentRefunded, stockReleased]) order.on(undone);
      expect(order.state).toBe('cancelled');
    });
  }

  it('by the end of its reservation, until it is paid', () => {
    expect(given(reservationExpired).state).toBe('releasingStock');
    expect(given(...charging, reservationExpired).state).toBe('refundingPayment');
    expect(given(...charging, reservationExpired).context.reason).toBe('reservation_expired');
  });

  it('but not by the end of its reservation when it is paid', () => {
    const order = given(...preparing, reservationExpired);
    expect([order.state, order.last.sent, order.last.emitted]).toEqual(['preparingShipment', [], []]);
  });
});

const compensations = [
  ['cancellingShipment', [...preparing, cancelOrder], shipmentCancelled, 'CancelShipment to shipping/o-1'],
  ['refundingPayment', [...charging, cancelOrder], paymentRefunded, 'RefundPayment to payment/o-1'],
  ['releasingStock', [cancelOrder], stockReleased, 'ReleaseStock to inventory/o-1'],
] as const;

describe.each(compensations)('%s', (state, before, answer, command) => {
  it('sends its command again until it is answered, however long that takes', () => {
    const order = given(...before);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      order.timeout();
      expect([order.state, commands(order), order.delays]).toEqual([state, [command], [30_000]]);
    }
    order.on(answer);
    expect(order.state).not.toBe(state);
  });

  it('takes no notice of late answers, the end of the reservation or another cancellation', () => {
    const order = given(...before);
    const events = order.events.length;
    for (const late of [...replies, reservationExpired, cancelOrder].filter((message) => message !== answer)) {
      const played = order.on(late);
      expect([order.state, played.sent, played.emitted]).toEqual([state, [], []]);
    }
    expect(order.events).toHaveLength(events);
  });

  it('is tagged as compensation', () => {
    expect(orderMachine.states[state]?.tags).toEqual(['compensation']);
  });
});

describe('an answer that is not waited for changes nothing', () => {
  const expected: Record<Step, { type: string }[]> = {
    reservingStock: [stockReserved, stockRejected],
    chargingPayment: [paymentCharged, paymentDeclined],
    preparingShipment: [shipmentPrepared, shipmentRefused],
  };
  it.each(steps)('in %s', (step, before) => {
    for (const late of replies.filter((message) => !expected[step].includes(message))) {
      const order = given(...before, late);
      expect([order.state, order.last.sent, order.last.emitted]).toEqual([step, [], []]);
    }
  });
});

describe('the events of an order', () => {
  const histories = [
    ...steps.flatMap(([, before]) => [[...before], [...before, cancelOrder], [...before, 'timeout' as const]]),
    [stockRejected],
    [...charging, paymentDeclined],
    [...charging, reservationExpired, paymentRefunded],
    [...preparing, shipmentRefused, paymentRefunded, stockReleased],
    [...preparing, cancelOrder, shipmentCancelled, paymentRefunded, stockReleased],
    [...preparing, shipmentPrepared],
  ];

  it.each(
    histories.map((history) => [history.map((m) => (m === 'timeout' ? m : m.type)).join(' '), history] as const),
  )('replay to its state after: %s', (_, history) => {
    const order = given(...history);
    const replayed = order.events.reduce<OrderState | undefined>(evolve, undefined);
    expect([replayed?.step, replayed?.reason]).toEqual([order.state, order.context.reason]);
  });

  it.each(histories.map((history) => [history.length, history] as const))(
    'match their schemas (%#)',
    (_, history) => {
      for (const { type, ...payload } of given(...history).events) {
        const emitted = JSON.parse(JSON.stringify(payload));
        expect(orderEvents[type].parse(emitted)).toEqual(emitted);
      }
    },
  );
});
