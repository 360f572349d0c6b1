import { shortId } from '../../words/id.ts';
import type { Notification } from './notification.ts';

/** "Order confirmed, 8f3c2a71" */
export function subject({ kind, orderId, signalId }: Pick<Notification, 'kind' | 'orderId' | 'signalId'>): string {
  const words = kind
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]/g, ' ')
    .toLowerCase();
  const id = orderId ? shortId(orderId) : signalId?.slice(-6);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${id ? `, ${id}` : ''}`;
}
