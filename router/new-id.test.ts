import { describe, expect, it } from '@jest/globals';
import { idFromDigest, newId, newIdWhere, timeOf } from './new-id.ts';

describe('an id', () => {
  it('that is new is a UUID of version 7 that begins with its time', () => {
    const id = newId(0x0192_0000_abcd);
    expect(id).toMatch(/^01920000-abcd-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(newId()).not.toBe(newId());
  });

  it('that is to be one of a part of all ids is one of them, or any where none is found', () => {
    const isRight = (id: string) => /[0-3]$/.test(id);
    for (let n = 0; n < 20; n += 1) expect(newIdWhere(isRight)).toMatch(/^[\da-f-]{35}[0-3]$/);
    expect(newIdWhere(() => false)).toMatch(/^[\da-f-]{36}$/);
  });

  it('of a digest is a UUID of version 8, the same for the same bytes', () => {
    const digest = Buffer.alloc(32, 0xff);
    expect(idFromDigest(digest)).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
    expect(digest).toEqual(Buffer.alloc(32, 0xff));
  });

  it('of a digest begins with the time of a UUID of version 7', () => {
    const time = timeOf(newId(0x0192_0000_abcd).toUpperCase());
    expect(time).toBe('01920000abcd');
    expect(idFromDigest(Buffer.alloc(32, 0xff), time)).toBe('01920000-abcd-8fff-bfff-ffffffffffff');
    for (const other of ['4711', '6f1e0c5e-1c1f-4b7e-9a55-0d1f5f6c7a11', `${newId()}x`])
      expect(timeOf(other)).toBeUndefined();
  });
});
