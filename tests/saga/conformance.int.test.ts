import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evolve, type OrderState } from '../../machines/order/evolve.ts';
import { type Interruption, type Scenario, World } from './world.ts';

const scenarios: readonly [string, Scenario][] = [
  ['goes well', { paymentMethod: 'pm_ok', inStock: true, served: true }],
  ['loses the answer of the provider', { paymentMethod: 'pm_lost_answer', inStock: true, served: true }],
  ['is declined', { paymentMethod: 'pm_declined', inStock: true, served: true }],
  ['finds the provider down', { paymentMethod: 'pm_down', inStock: true, served: true }],
  ['cannot be shipped', { paymentMethod: 'pm_ok', inStock: true, served: false }],
  ['loses the answer and cannot be shipped', { paymentMethod: 'pm_lost_answer', inStock: true, served: false }],
  ['is out of stock', { paymentMethod: 'pm_ok', inStock: false, served: true }],
];
const steps = ['reservingStock', 'chargingPayment', 'preparingShipment'] as const;
const interruptions: readonly Interruption[] = (['customer', 'timeout', 'expiry'] as const).flatMap((by) =>
  steps.map((at) => ({ by, at })),
);

const orchestrated = (scenario: Scenario, interruption?: Interruption) =>
  new World('orchestration', scenario, interruption).run();
const types = ({ timeline }: World) => timeline.map(({ type }) => type).join(' ');

/** What an order leaves behind, whatever was tried on the way. */
function left(world: World) {
  const { ended, reason, stock, keepsMinor, shipment } = world.outcome();
  return { ended, reason, stock, keepsMinor, shipped: shipment === 'prepared' };
}

function sound(world: World): void {
  const { ended, reason, keepsMinor, shipment, stock, booked } = world.outcome();
  expect(world.order.final).toBe(true);
  const replayed = world.timeline.reduce<OrderState | undefined>(evolve, undefined);
  expect([replayed?.step, replayed?.reason]).toEqual([ended, reason]);
  expect(stock.reserved).toBe(0);
  if (ended === 'confirmed')
    expect([keepsMinor, shipment, stock.shipped, booked]).toEqual([200, 'prepared', 2, 'capture']);
  else expect([ended, keepsMinor, shipment === 'prepared', stock.shipped]).toEqual(['cancelled', 0, false, 0]);
}

describe.each(scenarios)('an order that %s', (_, scenario) => {
  it('ends alike in both styles, with the same timeline', () => {
    const one = orchestrated(scenario);
    const other = new World('choreography', scenario).run();
    expect(other.outcome()).toEqual(one.outcome());
    expect(types(other)).toBe(types(one));
  });

  it.each(interruptions)('ends alike in both styles when there comes between: $by at $at', (interruption) => {
    const one = orchestrated(scenario, interruption);
    const other = new World('choreography', scenario, interruption).run();
    expect(other.interrupted).toBe(one.interrupted);
    expect(left(other)).toEqual(left(one));
    sound(one);
    sound(other);
  });
});

describe('whatever the order of deliveries and repetitions', () => {
  const scenario = fc.constantFrom(...scenarios.map(([, each]) => each));
  const choices = fc.array(fc.nat({ max: 4_095 }), { maxLength: 60 });

  it('an order that nobody interrupts ends alike in both styles, to the entry in the books', () => {
    fc.assert(
      fc.property(scenario, choices, choices, (works, one, other) => {
        const choreographed = new World('choreography', works).run(other);
        sound(choreographed);
        expect(choreographed.commanded).toEqual([]);
        expect(choreographed.outcome()).toEqual(new World('orchestration', works).run(one).outcome());
      }),
      { numRuns: 500 },
    );
  });

  it('an order that is called off, timed out or expired at any step leaves the same behind in both styles', () => {
    const interrupted = { one: 0, other: 0 };
    fc.assert(
      fc.property(
        scenario,
        fc.constantFrom(...interruptions),
        choices,
        choices,
        (works, interruption, one, other) => {
          const orchestration = new World('orchestration', works, interruption).run(one);
          const choreography = new World('choreography', works, interruption).run(other);
          interrupted.one += Number(orchestration.interrupted);
          interrupted.other += Number(choreography.interrupted);
          sound(orchestration);
          sound(choreography);
          // News that overtake each other may carry a choreographed order past the step; then nothing came between.
          const same = choreography.interrupted === orchestration.interrupted;
          expect(left(choreography)).toEqual(left(same ? orchestration : orchestrated(works)));
        },
      ),
      { numRuns: 700 },
    );
    expect(Math.min(interrupted.one, interrupted.other)).toBeGreaterThan(100);
  });
});
