/** An Idempotency-Key: a UUID of version 7, so that the order's id, which comes from it, begins with the time. */
export function newKey(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
