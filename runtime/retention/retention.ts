/**
 * Lets the turns go that nobody needs any more: those of machine actors that have ended or come to rest, and those of handlers,
 * once they are older than the retention period.
 *
 * 1. An actor's row stays, with its last state: it answers readers, and a message that comes again finds it as it is.
 * 2. Events stay: they are the source of the views. So do the rows of the services.
 * 3. What goes is marked in the transaction that removes it, so that the checker tells removed from lost.
 * 4. Small transactions with pauses between them: an open one holds back every event that commits after it began.
 * 5. Of several processes one does it (an advisory lock).
 */
import type { Logger } from 'pino';
import type { Registry } from '../registry.ts';
import type { Connection } from '../store/connection.ts';
import { beginPass, type Pass } from './begin-pass.ts';
import { removeTurns } from './remove-turns.ts';

const LOCK = 7_208_332;
/** About 2,000 turns, 15 ms where all of them go. */
const PAGES_AT_A_TIME = 128;
const LONGEST_REST_MS = 3_600_000;
/** Between two passes, as a share of the retention period: what is kept too long is at most that much. */
const REST_SHARE = 1 / 24;

/** How often `run` is to be called (milliseconds): the pauses between two transactions. */
export const RETENTION_EVERY_MS = 50;

export class Retention {
  private readonly keepMs: number;
  private readonly resting: readonly string[];
  private readonly log: Logger;
  private lockedOn: Connection | undefined;
  private pass: (Pass & { next: number; removed: number }) | undefined;
  private restsUntil = 0;

  constructor(registry: Registry, keepMs: number, log: Logger) {
    this.resting = registry.all().flatMap((registered) => {
      if (registered.kind === 'handler') return [];
      return [...registered.resting].map((leaf) => `${registered.definition.type}/${leaf}`);
    });
    this.keepMs = keepMs;
    this.log = log;
  }

  /** One small step; returns how many turns it removed. */
  async run(sql: Connection): Promise<number> {
    if (Date.now() < this.restsUntil) return 0;
    if (!(await this.lead(sql))) {
      this.rest();
      return 0;
    }
    this.pass ??= { ...(await beginPass(sql, this.keepMs)), next: 0, removed: 0 };
    const { next: from, pages, before } = this.pass;
    const to = Math.min(pages, from + PAGES_AT_A_TIME);
    const removed = from < to ? await removeTurns(sql, { from, to, before, resting: this.resting }) : 0;
    this.pass.next = to;
    this.pass.removed += removed;
    if (to === pages) this.conclude(this.pass.removed);
    return removed;
  }

  private conclude(turns: number): void {
    if (turns > 0) this.log.info({ turns }, 'removed turns that are older than the retention period');
    this.pass = undefined;
    this.rest();
  }

  private rest(): void {
    this.restsUntil = Date.now() + Math.min(LONGEST_REST_MS, this.keepMs * REST_SHARE);
  }

  /** The lock lives as long as the connection: a process gives it up by dying. */
  private async lead(sql: Connection): Promise<boolean> {
    if (this.lockedOn === sql) return true;
    const [row] = await sql.query<{ locked: boolean }>(
      'retention_lock',
      'SELECT pg_try_advisory_lock($1) AS locked',
      [LOCK],
    );
    if (!row?.locked) return false;
    this.lockedOn = sql;
    return true;
  }
}
