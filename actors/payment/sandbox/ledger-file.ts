import { readJsonLines } from '../../json-lines.ts';
import type { LedgerEntry } from './entry.ts';

/** Every entry of the provider's books, oldest first; none where there is no file. */
export function readLedger(file: string): LedgerEntry[] {
  return readJsonLines<LedgerEntry>(file);
}
