import { describe, expect, it } from '@jest/globals';
import type { About } from '../../../machines/notification/messages.ts';
import { cancellationReason } from '../../../machines/order/events.ts';
import { writeMail } from './index.ts';

const order = { orderId: 'o-1', customerId: 'c-1' };
const confirmed: About = {
  kind: 'order.confirmed',
  ...order,
  totalMinor: 199_990,
  currency: 'EUR',
  trackingNumber: 'OY1',
};
const cancelled = (reason: string): About => ({
  kind: 'order.cancelled',
  ...order,
  totalMinor: 5,
  currency: 'EUR',
  reason,
});

describe('a mail', () => {
  it('about a confirmed order tells number, total and tracking', () => {
    expect(writeMail(confirmed, 'Ada')).toEqual({
      subject: 'Your order o-1 is confirmed',
      text: `Hello Ada,

Thank you for your order. It is paid, and your parcel is ready to leave.

Order: o-1
Total: 1999.90 EUR
Tracking number: OY1
`,
      html: expect.stringContaining('<td>1999.90 EUR</td>'),
    });
  });

  it('about a shipped order tells where to follow it', () => {
    const { subject, text } = writeMail({ kind: 'order.shipped', ...order, trackingNumber: 'OY7' }, '');
    expect(subject).toBe('Your order o-1 is on its way');
    expect(text).toMatch(/^Hello,\n[\s\S]*Tracking number: OY7/);
  });

  it.each(cancellationReason.options)('about an order cancelled for %s says why in words', (reason) => {
    const { text } = writeMail(cancelled(reason), 'Ada');
    expect(text).toMatch(/was cancelled, because (?!undefined)[a-z ]+\./);
    expect(text).not.toContain(reason);
  });

  it('about a partial signal names who is missing', () => {
    const { subject, text } = writeMail(
      { kind: 'signal.partial', signalId: 's', answered: ['a', 'b'], missing: ['c'] },
      '',
    );
    expect(subject).toBe('Signal s completed without c');
    expect(text).toContain('Answered: a, b\nMissing: c');
  });

  it('holds no markup of a stranger', () => {
    const { html } = writeMail(confirmed, '<img src=x onerror="alert(1)"> & \'co\'');
    expect(html).toContain('Hello &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;co&#39;,');
    expect(html).not.toContain('<img');
  });
});
