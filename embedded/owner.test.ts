import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataDirInUse } from './errors.ts';
import { livingOwner, own } from './owner.ts';
import { startOf } from './process-identity.ts';

describe('the owner of a folder', () => {
  let dir: string;
  const leave = (owner: unknown) => writeFileSync(join(dir, 'owner.json'), JSON.stringify(owner));

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'orderly-owner-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is one process at a time', () => {
    const disown = own(dir);
    expect(livingOwner(dir)).toBe(process.pid);
    expect(() => own(dir)).toThrow(DataDirInUse);
    disown();
    expect(livingOwner(dir)).toBeUndefined();
    own(dir)();
  });

  it('is taken over from a process that is gone', () => {
    leave({ pid: 2 ** 30, startedAt: '1' });
    own(dir);
    expect(livingOwner(dir)).toBe(process.pid);
  });

  it('is taken over when the id belongs to another process by now', () => {
    leave({ pid: process.ppid, startedAt: `${startOf(process.ppid)}0` });
    own(dir);
    expect(livingOwner(dir)).toBe(process.pid);
  });

  it('is taken over from a file that holds no owner', () => {
    writeFileSync(join(dir, 'owner.json'), '');
    own(dir);
    expect(livingOwner(dir)).toBe(process.pid);
  });
});
