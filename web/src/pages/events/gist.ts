import { count, money } from '../../words/amount.ts';
import type { Event } from './use-events.ts';

const PLAIN = new Set(['string', 'number', 'boolean']);
/** Ids say little in a line. */
const SAYS_LITTLE = /^(?:orderId|customerId|productId|correlationId|messageId|fulfilment|currency|step)$|Id$|Ms$/;

/** What an event says, in a few words: an amount, a reason, a number, who. */
export function gistOf({ payload }: Pick<Event, 'payload'>): string {
  const minor = payload.totalMinor ?? payload.amountMinor;
  if (typeof minor === 'number')
    return money(minor / 100, typeof payload.currency === 'string' ? payload.currency : 'EUR');
  if (typeof payload.reason === 'string') return payload.reason.replaceAll('_', ' ');
  if (Array.isArray(payload.items)) return pieces(payload.items);
  const told = Object.entries(payload).filter(
    ([name, value]) => !SAYS_LITTLE.test(name) && PLAIN.has(typeof value),
  );
  return told
    .slice(0, 2)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

function pieces(items: readonly unknown[]): string {
  const quantity = items.reduce<number>((sum, item) => {
    const pieces = (item as { quantity?: unknown } | null)?.quantity;
    return sum + (typeof pieces === 'number' ? pieces : 0);
  }, 0);
  return quantity > 0 ? `${count(quantity)} ${quantity === 1 ? 'piece' : 'pieces'}` : '';
}
