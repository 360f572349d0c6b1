import { describe, expect, it } from '@jest/globals';
import { ignoredBy, possibleNext } from './possible-next.ts';
import { chartOf, saga } from './testing.ts';

const events = (chart: typeof saga, ...now: string[]) => possibleNext({ chart }, now).map(({ event }) => event);

describe('what may come next', () => {
  it('is what the state declares, and nothing at an end', () => {
    expect(events(saga, 'charging')).toEqual(['PaymentCharged', 'PaymentDeclined', 'after stepTimeout']);
    expect(events(saga, 'confirmed')).toEqual([]);
  });

  const nested = (...own: string[]) =>
    chartOf('forward forward.charging forward.shipping', 'forward', 'forward>forward.shipping:Charged', ...own);

  it('is what the states around it declare, too', () => {
    expect(events(nested('forward.charging>forward:Cancel'), 'forward.charging')).toEqual(['Charged', 'Cancel']);
  });

  it('is not what a nearer state takes for itself, to do nothing', () => {
    const chart = nested('forward.shipping>:Charged');
    const forbidden = chart.transitions.map((each) =>
      each.source === 'forward.shipping' ? { ...each, actions: [] } : each,
    );
    expect(events({ ...chart, transitions: forbidden }, 'forward.shipping')).toEqual([]);
    expect(events({ ...chart, transitions: forbidden }, 'forward.charging')).toEqual(['Charged']);
  });

  it('is both where the nearer one has a guard', () => {
    const chart = nested('forward.shipping>forward.charging:Charged [twice]');
    expect(events(chart, 'forward.shipping')).toEqual(['Charged', 'Charged']);
  });
});

describe('messages that would be ignored', () => {
  it('are those that nothing takes', () => {
    const next = possibleNext({ chart: saga }, ['charging']);
    expect(ignoredBy(next, ['Place', 'StockReserved', 'PaymentCharged'])).toEqual(['Place', 'StockReserved']);
    expect(ignoredBy([], ['Place'])).toEqual(['Place']);
  });

  it('are not those that only a guard would keep out', () => {
    const chart = chartOf('a b', 'a', 'a>b:Go [ready]');
    expect(ignoredBy(possibleNext({ chart }, ['a']), ['Go', 'Stop'])).toEqual(['Stop']);
  });

  it.each([
    ['*', []],
    ['Payment.*', ['Stock']],
  ])('are not those that %s takes', (eventType, ignored) => {
    const [next] = possibleNext({ chart: chartOf('a b', 'a', 'a>b:Go') }, ['a']);
    if (!next) throw new Error('there is a transition');
    const messages = ['Payment', 'Payment.Charged', 'Stock'];
    expect(ignoredBy([{ ...next, eventType }], messages)).toEqual(ignored);
  });
});
