import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newSecret, signatureOf } from './signature.ts';

describe('the signature of a webhook', () => {
  it('is the one of the example in the Standard Webhooks specification', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    expect(signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, body)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('covers the id, the time and the body', () => {
    const secret = newSecret();
    const signed = signatureOf(secret, 'n1', 100, '{}');
    for (const other of [
      signatureOf(secret, 'n2', 100, '{}'),
      signatureOf(secret, 'n1', 101, '{}'),
      signatureOf(secret, 'n1', 100, '[]'),
    ])
      expect(other).not.toBe(signed);
  });

  it('can be checked with nothing but a HMAC', () => {
    const secret = newSecret();
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    expect(signatureOf(secret, 'n1', 100, '{}')).toBe(
      `v1,${createHmac('sha256', key).update('n1.100.{}').digest('base64')}`,
    );
  });

  it('has a secret of its own each time', () => {
    expect(newSecret()).not.toBe(newSecret());
    expect(Buffer.from(newSecret().slice(6), 'base64')).toHaveLength(24);
  });
});
