/**
 * The owner file of a DATA_DIR: at most one living process runs servers in it.
 *
 * 1. The file appears with its content in one step (link), so that a reader never sees half of it.
 * 2. A file whose process is gone, or whose id belongs to another process by now, is taken over.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirInUse } from './errors.ts';
import { startOf } from './process-identity.ts';

interface Owner {
  readonly pid: number;
  readonly startedAt: string;
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** The living process that owns the folder, or undefined. */
export function livingOwner(dataDir: string): number | undefined {
  const owner = readOwner(join(dataDir, 'owner.json'));
  return owner && startOf(owner.pid) === owner.startedAt ? owner.pid : undefined;
}

function appears(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Moves a dead owner's file away; puts it back when a living one slipped in between. */
function removeStale(file: string, draft: string): void {
  const aside = `${draft}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readOwner(aside);
  if (moved && startOf(moved.pid) === moved.startedAt) appears(aside, file);
  rmSync(aside, { force: true });
}

/**
 * Makes this process the owner of the folder and returns how to give it up.
 * @throws {DataDirInUse} when a living process owns it, this one included.
 */
export function own(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'owner.json');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  try {
    while (!appears(draft, file)) {
      const pid = livingOwner(dataDir);
      if (pid !== undefined) throw new DataDirInUse(dataDir, pid);
      removeStale(file, draft);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
}
