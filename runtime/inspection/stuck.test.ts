import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { InvalidMessage } from '../errors.ts';
import { schemaWords } from './schema-words.ts';
import { reason, stuckOnLetter } from './stuck.ts';

const letter = (code: string, error: string) => ({
  id: '7',
  actor: 'order/8f3c' as const,
  messageType: 'PaymentDeclined',
  code,
  error,
  failedAt: new Date(0),
});

describe('the cause of a dead letter', () => {
  it('that does not match its schema says what is wrong with which field', () => {
    const issues = [{ path: 'reason', message: 'Invalid option: expected one of "declined"|"unavailable"' }];
    const { message } = new InvalidMessage('PaymentDeclined', 'order/8f3c', issues);
    expect(stuckOnLetter(letter('INVALID_MESSAGE', message)).cause).toBe(
      'PaymentDeclined cannot be read: reason is not "declined" or "unavailable"',
    );
    expect(reason(letter('INVALID_MESSAGE', message))).toBe('reason is not "declined" or "unavailable"');
  });

  it('that failed otherwise is its error, the same for every actor', () => {
    expect(
      stuckOnLetter(letter('TURN_FAILED', 'order/8f3c failed on "PaymentDeclined": no such order')).cause,
    ).toBe('PaymentDeclined is a dead letter: no such order');
  });
});

describe('what a schema has against a payload', () => {
  const Payload = z.object({
    reason: z.enum(['a', 'b', 'c', 'd', 'e']),
    amount: z.number(),
    items: z.array(z.object({ quantity: z.int() })),
    id: z.uuid(),
    kind: z.literal('order'),
    price: z.number().min(0),
  });
  const words = (changes: object) => {
    const good = { reason: 'a', amount: 1, items: [], kind: 'order', price: 1, id: crypto.randomUUID() };
    const issues = Payload.safeParse({ ...good, ...changes }).error?.issues ?? [];
    return schemaWords(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  };

  it.each([
    [{ reason: 'x' }, 'reason is not "a", "b", "c" or one of 2 others'],
    [{ amount: '1,5' }, 'amount is not a number but a string'],
    [{ amount: undefined, price: null }, 'amount is missing; price is not a number but null'],
    [{ items: [{ quantity: 1.5 }] }, 'items.0.quantity is not an int but a number'],
    [{ items: {} }, 'items is not an array but an object'],
    [{ id: '1' }, 'id is no valid UUID'],
    [{ kind: 'x' }, 'kind is not "order"'],
    [{ price: -1 }, 'price: too small: expected number to be >=0'],
  ])('%j is told as: %s', (changes, told) => expect(words(changes)).toBe(told));

  it('stays as it is where it says it well itself, or is no such thing', () => {
    expect(schemaWords('lastEventId: is not a version')).toBe('lastEventId is not a version');
    expect(schemaWords('something else')).toBe('something else');
  });
});
