import { describe, expect, it } from '@jest/globals';
import { Play } from '../testing/play.ts';
import { paymentCommands, paymentReplies } from './messages.ts';
import { paymentMachine } from './payment.machine.ts';

const orderId = 'o-1';
const charge = { type: 'ChargePayment', orderId, amountMinor: 99_999, currency: 'EUR', paymentMethod: 'pm_ok' };
const refund = { type: 'RefundPayment', orderId };
const done = (value: unknown) => ({ outcome: 'done', value });
const charged = done({ chargeId: 'ch_1', amountMinor: 99_999 });
const refused = { outcome: 'refused', code: 'declined', reason: 'insufficient funds' };
const unknown = { outcome: 'unknown', reason: 'timeout' };
const found = done({ charge: { chargeId: 'ch_1', amountMinor: 99_999 }, refundedMinor: 0 });
const nothingFound = done({ charge: null, refundedMinor: 0 });
const refunded = done({ refundedMinor: 99_999 });

function started({ type, ...payload }: typeof charge | typeof refund): Play {
  const input = paymentCommands[type as keyof typeof paymentCommands].parse(payload);
  return new Play(paymentMachine, { ...input, id: orderId, sender: 'order/o-1' });
}

/** Replies to the order so far in the last step; each matches its schema. */
function replies(payment: Play): object[] {
  return payment.last.sent.map(({ to, message }) => {
    expect(to).toBe('order/o-1');
    const { type, ...payload } = message;
    expect(paymentReplies[type as keyof typeof paymentReplies].parse(payload)).toEqual(payload);
    return message;
  });
}

const invoked = (payment: Play) => payment.last.invoked.map(({ src }) => src);
const repliedCharged = { type: 'PaymentCharged', orderId, amountMinor: 99_999, chargeId: 'ch_1' };
const repliedRefunded = (amountMinor: number) => ({ type: 'PaymentRefunded', orderId, amountMinor });

describe('a charge', () => {
  it('is asked of the provider', () => {
    const payment = started(charge);
    expect([payment.state, payment.last.sent]).toEqual(['charging', []]);
    expect(payment.last.invoked).toEqual([
      { src: 'charge', input: { orderId, amountMinor: 99_999, currency: 'EUR', paymentMethod: 'pm_ok' } },
    ]);
  });

  it('that is done is told to the order, and again to whoever asks again', () => {
    const payment = started(charge);
    payment.answer('charge', charged);
    expect([payment.state, payment.final, replies(payment)]).toEqual(['charged', false, [repliedCharged]]);
    payment.on(charge);
    expect([payment.state, invoked(payment), replies(payment)]).toEqual(['charged', [], [repliedCharged]]);
  });

  it('that is refused is declined, with the words of the provider', () => {
    const payment = started(charge);
    payment.answer('charge', refused);
    expect(payment.state).toBe('declined');
    const declined = {
      type: 'PaymentDeclined',
      orderId,
      reason: 'payment_declined',
      detail: 'insufficient funds',
    };
    expect(replies(payment)).toEqual([declined]);
    payment.on(charge);
    expect([payment.state, invoked(payment), replies(payment)]).toEqual(['declined', [], [declined]]);
  });

  it('that comes after its key was closed counts as unavailable, not as declined', () => {
    const payment = started(charge);
    payment.answer('charge', { outcome: 'refused', code: 'voided', reason: 'closed' });
    expect(replies(payment)).toMatchObject([{ type: 'PaymentDeclined', reason: 'payment_unavailable' }]);
  });
});

describe('a charge of unknown outcome', () => {
  it.each([
    ['an unknown outcome', (payment: Play) => payment.answer('charge', unknown)],
    ['an error', (payment: Play) => payment.fail('charge', new Error('bug'))],
  ])('after %s is looked up before anyone is told', (_, end) => {
    const payment = started(charge);
    end(payment);
    expect([payment.state, invoked(payment), replies(payment)]).toEqual(['reconciling', ['lookUp'], []]);
  });

  it('that is found was charged', () => {
    const payment = started(charge);
    payment.answer('charge', unknown);
    payment.answer('lookUp', found);
    expect([payment.state, replies(payment)]).toEqual(['charged', [repliedCharged]]);
  });

  it('that is not found is closed at the provider first, and only then declined', () => {
    const payment = started(charge);
    payment.answer('charge', unknown);
    payment.answer('lookUp', nothingFound);
    expect([payment.state, invoked(payment), replies(payment)]).toEqual(['voiding', ['voidCharge'], []]);
    payment.answer('voidCharge', done({}));
    expect([payment.state, replies(payment)]).toEqual([
      'declined',
      [{ type: 'PaymentDeclined', orderId, reason: 'payment_unavailable' }],
    ]);
  });

  it.each([
    [
      'refused, because it was captured meanwhile',
      { outcome: 'refused', code: 'already_captured', reason: 'captured' },
    ],
    ['of unknown outcome', unknown],
  ])('is looked up again when the closing is %s', (_, outcome) => {
    const payment = started(charge);
    payment.answer('charge', unknown);
    payment.answer('lookUp', nothingFound);
    payment.answer('voidCharge', outcome);
    expect([payment.state, replies(payment)]).toEqual(['waitingToReconcile', []]);
    payment.timeout();
    payment.answer('lookUp', found);
    expect([payment.state, replies(payment)]).toEqual(['charged', [repliedCharged]]);
  });

  it('is looked up for as long as it takes, with pauses that double up to five minutes', () => {
    const payment = started(charge);
    payment.answer('charge', unknown);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      payment.answer('lookUp', unknown);
      expect([payment.state, replies(payment)]).toEqual(['waitingToReconcile', []]);
      pauses.push(...payment.delays);
      payment.timeout();
    }
    expect(pauses.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * 1_000));
    payment.answer('lookUp', found);
    expect([payment.state, payment.context.attempt]).toEqual(['charged', 0]);
  });
});

describe('a refund', () => {
  it('of a charge gives the money back and ends the payment', () => {
    const payment = started(charge);
    payment.answer('charge', charged);
    payment.on(refund);
    expect(payment.state).toBe('refunding');
    expect(payment.last.invoked).toEqual([
      { src: 'refund', input: { orderId, chargeId: 'ch_1', amountMinor: 99_999 } },
    ]);
    payment.answer('refund', refunded);
    expect([payment.state, payment.final, replies(payment)]).toEqual([
      'refunded',
      true,
      [repliedRefunded(99_999)],
    ]);
  });

  it.each([
    ['unknown', (payment: Play) => payment.answer('refund', unknown)],
    ['refused', (payment: Play) => payment.answer('refund', { outcome: 'refused', code: 'x', reason: 'x' })],
    ['an error', (payment: Play) => payment.fail('refund', new Error('bug'))],
  ])('that ends as %s is repeated until it is done', (_, end) => {
    const payment = started(charge);
    payment.answer('charge', charged);
    payment.on(refund);
    for (const pause of [1_000, 2_000, 4_000]) {
      end(payment);
      expect([payment.state, payment.delays, replies(payment)]).toEqual(['waitingToRefund', [pause], []]);
      payment.on(refund);
      expect(payment.last.sent).toEqual([]);
      payment.timeout();
      expect(invoked(payment)).toEqual(['refund']);
    }
    payment.answer('refund', refunded);
    expect(replies(payment)).toEqual([repliedRefunded(99_999)]);
  });

  const waysToWait: [string, (payment: Play) => void][] = [
    ['charging', () => {}],
    ['reconciling', (payment) => payment.answer('charge', unknown)],
    [
      'waitingToReconcile',
      (payment) => {
        payment.answer('charge', unknown);
        payment.answer('lookUp', unknown);
      },
    ],
    [
      'voiding',
      (payment) => {
        payment.answer('charge', unknown);
        payment.answer('lookUp', nothingFound);
      },
    ],
  ];

  /** Answers whatever is pending until the outcome of the charge is known. */
  function settle(payment: Play, outcome: 'charged' | 'nothing'): void {
    if (payment.state === 'charging') payment.answer('charge', outcome === 'charged' ? charged : refused);
    if (payment.state === 'voiding')
      payment.answer('voidCharge', outcome === 'charged' ? { ...refused, code: 'already_captured' } : done({}));
    if (payment.state === 'waitingToReconcile') payment.timeout();
    if (payment.state === 'reconciling') payment.answer('lookUp', outcome === 'charged' ? found : nothingFound);
    if (payment.state === 'voiding') payment.answer('voidCharge', done({}));
  }

  describe.each(waysToWait)('that comes in %s', (state, lead) => {
    it('waits until the charge is known, and then gives it back', () => {
      const payment = started(charge);
      lead(payment);
      payment.on(refund);
      expect([payment.state, payment.last.sent]).toEqual([state, []]);
      settle(payment, 'charged');
      expect([payment.state, invoked(payment), replies(payment)]).toEqual(['refunding', ['refund'], []]);
    });

    it('answers 0 where nothing was charged in the end', () => {
      const payment = started(charge);
      lead(payment);
      payment.on(refund);
      settle(payment, 'nothing');
      expect([payment.state, replies(payment)]).toEqual(['declined', [repliedRefunded(0)]]);
    });
  });

  it('of a declined payment answers 0, each time', () => {
    const payment = started(charge);
    payment.answer('charge', refused);
    for (let times = 0; times < 2; times += 1) {
      payment.on(refund);
      expect([payment.state, replies(payment)]).toEqual(['declined', [repliedRefunded(0)]]);
    }
  });

  it('that comes before any charge answers 0 and refuses the charge that follows', () => {
    const payment = started(refund);
    expect([payment.state, invoked(payment), replies(payment)]).toEqual(['declined', [], [repliedRefunded(0)]]);
    payment.on(charge);
    expect([payment.state, invoked(payment)]).toEqual(['declined', []]);
    expect(replies(payment)).toMatchObject([{ type: 'PaymentDeclined' }]);
  });
});
