import { describe, expect, it } from '@jest/globals';
import { toMermaid } from './mermaid.ts';
import { stepsOf } from './recording.ts';
import { toSvg } from './svg.ts';

const turn = (actor: string, message_id: string, version: number, type: string, more: object = {}) => ({
  actor: actor as `${string}/${string}`,
  message_id,
  version,
  message: { type, payload: {}, ...more },
});
const told = (actor: string, version: number, type: string, message_id: string) => ({
  actor: actor as `${string}/${string}`,
  version,
  type,
  message_id,
});

/** Placed, reserved by policy, charged by a provider, called off: as a journal would have it, in no order. */
const turns = [
  turn('payment/o', 'inventory/o#1.payment-policy.0', 1, 'ChargePayment', {
    from: 'inventory/o',
    causationId: 'order/o#1.inventory-policy.0',
  }),
  turn('payment/o', 'payment/o@1.0', 2, 'xstate.done.actor.charge', {
    from: 'payment/o',
    causationId: 'inventory/o#1.payment-policy.0',
    payload: { output: { outcome: 'refused' } },
  }),
  turn('inventory/o', 'order/o#1.inventory-policy.0', 0, 'ReserveStock', { from: 'order/o', causationId: 'a' }),
  turn('order/o', 'a', 1, 'PlaceOrder'),
  turn('order/o', 'b', 2, 'CancelOrder'),
];
const events = [
  told('order/o', 1, 'OrderPlaced', 'a'),
  told('order/o', 2, 'OrderCancellationRequested', 'b'),
  told('inventory/o', 1, 'StockReserved', 'order/o#1.inventory-policy.0'),
];

describe('a recording', () => {
  it('becomes a sequence of who told whom what, in causal order', () => {
    expect(toMermaid('Example: one', stepsOf(turns, events))).toBe(`---
title: "Example: one"
---
sequenceDiagram
  participant customer
  participant order
  participant events
  participant inventory
  participant payment
  participant provider
  customer->>order: PlaceOrder
  order-)events: OrderPlaced
  events--)inventory: ReserveStock
  inventory-)events: StockReserved
  customer->>order: CancelOrder
  Note over order: OrderCancellationRequested
  events--)payment: ChargePayment
  payment->>provider: charge
  provider->>payment: refused
`);
  });

  it('becomes a picture with an arrow or a note for each step, none outside of it', () => {
    const steps = stepsOf(turns, events);
    const svg = toSvg('A <b>', steps);
    const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
    expect(svg.match(/marker-end=|class="record"/g)).toHaveLength(steps.length);
    for (const [, axis, at] of svg.matchAll(/ (x|y)[12]?="(-?[\d.]+)"/g)) {
      expect(Number(at)).toBeGreaterThanOrEqual(0);
      expect(Number(at)).toBeLessThanOrEqual(axis === 'x' ? width : height);
    }
    expect(svg).toContain('A &lt;b>');
    expect(toSvg('A <b>', steps)).toBe(svg);
  });
});
