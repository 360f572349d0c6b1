import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A secret as the Standard Webhooks specification writes it: 24 random bytes. */
export function newSecret(): string {
  return PREFIX + randomBytes(24).toString('base64');
}

/**
 * The header `webhook-signature` of Standard Webhooks: HMAC-SHA256 over id, timestamp and body, so that none of the three
 * can be changed and an old request cannot be sent again as a new one.
 *
 * @param timestamp in seconds since the epoch
 */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
