import { describe, expect, it } from '@jest/globals';
import { idFromDigest, newId } from './new-id.ts';

describe('an id', () => {
  it('that is new is a UUID of version 7 that begins with its time', () => {
    const id = newId(0x0192_0000_abcd);
    expect(id).toMatch(/^01920000-abcd-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(newId()).not.toBe(newId());
  });

  it('of a digest is a UUID of version 8, the same for the same bytes', () => {
    const digest = Buffer.alloc(32, 0xff);
    expect(idFromDigest(digest)).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
    expect(digest).toEqual(Buffer.alloc(32, 0xff));
  });
});
