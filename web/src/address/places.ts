/** Where things are shown: the one place that knows the addresses of the pages. */

export const orderPath = (orderId: string) => `/orders/${encodeURIComponent(orderId)}`;
export const customerPath = (customerId: string) => `/customers/${encodeURIComponent(customerId)}`;
export const signalPath = (signalId: string) => `/signals/${encodeURIComponent(signalId)}`;
export const deadLetterPath = (group?: string, id?: string) => {
  const params = new URLSearchParams({ ...(group && { group }), ...(id && { id }) });
  return params.size > 0 ? `/dead-letters?${params}` : '/dead-letters';
};
export const fleetPath = (machine: string, version?: number) =>
  version === undefined ? `/fleet/${machine}` : `/fleet/${machine}/${version}`;

/** The page of an actor, by its address (`order/8f3c…`); undefined for types without a page. */
export function actorPath(address: string): string | undefined {
  const [type, ...rest] = address.split('/');
  const id = rest.join('/');
  if (!id) return undefined;
  if (type === 'order') return orderPath(id);
  if (type === 'signal') return signalPath(id);
  if (type === 'customer') return customerPath(id);
  if (type === 'notification') return `/notifications/${encodeURIComponent(id)}`;
  return undefined;
}
