import { toDecimal } from '../../../machines/money.ts';
import type { About } from '../../../machines/notification/messages.ts';
import { type Letter, layOut } from './mail-text.ts';

type Told<Kind extends About['kind']> = Extract<About, { kind: Kind }>;

/** A template per event. */
const letters: { [Kind in About['kind']]: (about: Told<Kind>) => Letter } = {
  'order.confirmed': ({ orderId, totalMinor, currency, trackingNumber }) => ({
    subject: `Your order ${orderId} is confirmed`,
    lines: ['Thank you for your order. It is paid, and your parcel is ready to leave.'],
    facts: [
      ['Order', orderId],
      ['Total', money(totalMinor, currency)],
      ['Tracking number', trackingNumber],
    ],
  }),
  'order.shipped': ({ orderId, trackingNumber }) => ({
    subject: `Your order ${orderId} is on its way`,
    lines: ['Your parcel is prepared. Follow it by its tracking number.'],
    facts: [
      ['Order', orderId],
      ['Tracking number', trackingNumber],
    ],
  }),
  'order.cancelled': ({ orderId, totalMinor, currency, reason }) => ({
    subject: `Your order ${orderId} is cancelled`,
    lines: [
      `Your order was cancelled, because ${why(reason)}.`,
      'You owe nothing; what was paid has been given back.',
    ],
    facts: [
      ['Order', orderId],
      ['Total', money(totalMinor, currency)],
    ],
  }),
  'signal.partial': ({ signalId, answered, missing }) => ({
    subject: `Signal ${signalId} completed without ${missing.join(', ')}`,
    lines: ['Not every processor answered in time, so the signal was completed with what was there.'],
    facts: [
      ['Signal', signalId],
      ['Answered', answered.join(', ') || 'none'],
      ['Missing', missing.join(', ')],
    ],
  }),
};

const reasons: Readonly<Record<string, string>> = {
  out_of_stock: 'something in it is out of stock',
  payment_declined: 'the payment was declined',
  payment_unavailable: 'the payment could not be made',
  shipment_refused: 'it cannot be shipped to this destination',
  cancelled_by_customer: 'you asked for it',
  reservation_expired: 'it took longer than the goods could be held',
};

function why(reason: string): string {
  return reasons[reason] ?? 'a step took too long';
}

function money(minor: number, currency: string): string {
  return `${toDecimal(minor).toFixed(2)} ${currency}`;
}

/** The mail about an event. @param name of the recipient; empty where it is not known. */
export function writeMail(about: About, name: string): { subject: string; text: string; html: string } {
  const letter = letters[about.kind] as (about: About) => Letter;
  return layOut(letter(about), name);
}
