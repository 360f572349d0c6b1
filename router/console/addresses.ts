/**
 * Where the console's pages are. All of them are one document, which looks at the address itself; `/queues` is Bull
 * Board's, so the console's own page of the queues has another name.
 */
export const CONSOLE_ADDRESSES = [
  '/',
  '/orders',
  '/signals',
  '/fleet',
  '/dead-letters',
  '/transport',
  '/events',
  '/analytics',
  '/customers',
  '/notifications',
  '/shop',
  '/tools',
  '/parts',
] as const;
