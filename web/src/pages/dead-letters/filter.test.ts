import { describe, expect, it } from '@jest/globals';
import { filterOf, filtersFor, isFiltered, narrowed } from './filter.ts';
import type { Group } from './group.ts';
import { summary } from './summary.ts';

const group = (actorType: string, messageType: string, code: string, count = 1, error = 'it is broken') =>
  ({ actorType, messageType, code, count, actors: count, error }) as Group;
const refunds = group('order', 'PaymentRefunded', 'INVALID_MESSAGE', 37, 'amount is not a number');
const carriers = group('shipping', 'PrepareShipment', 'HANDLER_FAILED', 2);
const mails = group('notification', 'SendEmail', 'HANDLER_FAILED', 6);
const ALL = [refunds, mails, carriers];

describe('the filter of dead letters', () => {
  const inAddress = (search: string) => filterOf(new URLSearchParams(search));

  it('is read from the address, and what it does not know is left out', () => {
    expect(inAddress('state=discarded&actor=order&message=Pay&code=X&q=%20ada%20')).toEqual({
      state: 'discarded',
      actorType: 'order',
      messageType: 'Pay',
      code: 'X',
      text: 'ada',
    });
    expect(inAddress('state=lost&q=%20&group=a.b.c')).toEqual({ state: 'open' });
    expect(inAddress(`q=${'a'.repeat(300)}`).text).toHaveLength(200);
  });

  it('filters where anything but open ones is asked for', () => {
    expect(isFiltered(inAddress('group=a.b.c&id=7'))).toBe(false);
    expect(isFiltered(inAddress('state=open'))).toBe(false);
    expect(isFiltered(inAddress('state=redriven'))).toBe(true);
    expect(isFiltered(inAddress('q=ada'))).toBe(true);
  });

  it('offers what there is, each once', () => {
    const offered = filtersFor(ALL).map(({ key, options }) => [key, options.map(({ value }) => value)]);
    expect(offered).toEqual([
      ['state', ['open', 'redriving', 'redriven', 'discarded']],
      ['actor', ['notification', 'order', 'shipping']],
      ['message', ['PaymentRefunded', 'PrepareShipment', 'SendEmail']],
      ['code', ['HANDLER_FAILED', 'INVALID_MESSAGE']],
      ['q', []],
    ]);
  });

  it('narrows by actor, message and error, all at once', () => {
    expect(narrowed(ALL, undefined, inAddress('code=HANDLER_FAILED'))).toEqual([mails, carriers]);
    expect(narrowed(ALL, undefined, inAddress('code=HANDLER_FAILED&actor=shipping'))).toEqual([carriers]);
    expect(narrowed(ALL, undefined, inAddress('message=Nothing'))).toEqual([]);
  });

  it('finds a group whole by the words of its title, and of others the letters that say them', () => {
    const one = { ...mails, count: 1 };
    expect(narrowed(ALL, [one], inAddress('q=NOT a number'))).toEqual([refunds, { ...one, text: 'NOT a number' }]);
    expect(narrowed(ALL, [], inAddress('q=ada'))).toEqual([]);
    expect(narrowed(ALL, [one], inAddress('q=ada&actor=order'))).toEqual([]);
  });
});

describe('the summary of dead letters', () => {
  const of = (groups: Group[], search = '') => summary(groups, ALL, filterOf(new URLSearchParams(search)));

  it.each([
    [ALL, '', '45 in 3 groups, 45 actors parked'],
    [[carriers], 'actor=shipping', '2 of 45 in 1 group, 2 actors parked'],
    [ALL, 'state=discarded', '45 discarded in 3 groups'],
    [[mails], 'state=redriven&q=ada', '6 of 45 redriven in 1 group'],
    [[], 'q=ada', ''],
  ])('of %# says how many, and of how many', (groups, search, words) => expect(of(groups, search)).toBe(words));
});
