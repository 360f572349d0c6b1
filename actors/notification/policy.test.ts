import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../runtime/index.ts';
import { notify } from './policy.ts';

const ending = { customerId: 'c1', totalMinor: 500, currency: 'EUR' };

function event(actor: StoredEvent['actor'], type: string, payload: Record<string, unknown>): StoredEvent {
  return { id: '7-1', actor, version: 5, type, payload, messageId: 'm', correlationId: 'c', at: new Date(0) };
}

const react = (...told: Parameters<typeof event>) => notify.react(event(...told));

describe('the policy of notifications', () => {
  it.each([
    ['order/o1', 'OrderConfirmed', { ...ending, trackingNumber: 'OY' }, 'order.confirmed'],
    ['order/o1', 'OrderCancelled', { ...ending, reason: 'out_of_stock' }, 'order.cancelled'],
    ['order/o1', 'ShipmentPrepared', { customerId: 'c1', trackingNumber: 'OY' }, 'order.shipped'],
  ] as const)('tells that %s said %s', (actor, type, payload, kind) => {
    expect(react(actor, type, payload)).toEqual([
      {
        to: 'notification/order.o1.5',
        type: 'Notify',
        payload: {
          about: { kind, orderId: 'o1', ...payload },
          event: { id: '7-1', actor, version: 5, at: '1970-01-01T00:00:00.000Z' },
        },
      },
    ]);
  });

  const signal = { value: 10, results: [{ processor: 'processor-1', value: 20 }], missing: ['processor-2'] };

  it('tells of a signal that completed in part, and of no other', () => {
    expect(react('signal/s1', 'SignalCompleted', { ...signal, partial: true })[0]?.payload.about).toEqual({
      kind: 'signal.partial',
      signalId: 's1',
      answered: ['processor-1'],
      missing: ['processor-2'],
    });
    expect(react('signal/s1', 'SignalCompleted', { ...signal, partial: false })).toEqual([]);
  });

  it('does not tell what a service says of itself, or what does not say whom it concerns', () => {
    expect(react('shipping/o1', 'ShipmentPrepared', { customerId: 'c1', trackingNumber: 'OY' })).toEqual([]);
    expect(react('order/o1', 'ShipmentPrepared', { trackingNumber: 'OY' })).toEqual([]);
  });
});
