import type { JournalEntry } from '../api.ts';
import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';
import { readHistory } from '../store/read.ts';

/** Rows read at a time. */
const AT_A_TIME = 1_000;

/** The whole journal of a machine actor, oldest first. */
export async function* journal(sql: Sql, to: Address, after = 0): AsyncGenerator<JournalEntry[]> {
  for (let seen = after; ; ) {
    const entries = await readHistory(sql, to, { after: seen, limit: AT_A_TIME });
    if (entries.length > 0) yield entries;
    if (entries.length < AT_A_TIME) return;
    seen = entries.at(-1)?.version ?? seen;
  }
}

/** Lets others of this process run between two long stretches of replay. */
export function breathe(): Promise<void> {
  return new Promise(setImmediate);
}
