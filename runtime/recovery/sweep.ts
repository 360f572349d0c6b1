/**
 * Makes Redis and every process disposable: finds the outbox rows that nobody works on any more and sends them again.
 *
 * 1. A row is looked at when its owner is dead, when the transport lost its data, or when it is old; never re-sent by age
 *    alone: first whether it is in hand here, then whether its job still exists, then whether the journal settled it.
 * 2. A row is sent again whole: what was handled meanwhile is a duplicate, and the journal says so. It is never deleted
 *    because a part of it was handled.
 * 3. Of several sweeping processes one takes a row over.
 * 4. No process takes more than it can work on soon: what it has begun ends before it begins more, and no timer of a saga
 *    runs out because 100,000 others stand in front of it. The rest stays for whoever has room.
 * 5. A row that waits for the next owner of its shard is left to that owner.
 * 6. A row for a queue of a former division into shards is replaced, in one commit, by rows for the queues of this one.
 */
import type { Logger } from 'pino';
import { unpark } from '../dead-letters/release.ts';
import type { Layout } from '../shards/layout.ts';
import { type Connection, transaction } from '../store/connection.ts';
import { type Envelope, seal } from '../store/seal.ts';
import { reached } from '../testing/crash-points.ts';
import type { Transport } from '../transport/transport.ts';
import { group, queueOf } from '../turn/grouping.ts';
import { deleteRows, fullySettled, rowsById, suspectRows, takeOver } from './outbox-rows.ts';

export interface SweepOptions {
  processId: string;
  transport: Transport;
  newEnvelopeId: () => string;
  layout: Layout;
  isOpen(envelopeId: string): boolean;
  /** Messages that this process has in hand. */
  inHand(): number;
  dispatch(envelopes: readonly Envelope[]): void;
  log: Logger;
}

/** With so many messages in hand a process takes no others over; with half as many it looks for more at once. */
const ENOUGH_IN_HAND = 2_048;

export class Sweep {
  /** More is waiting than the last pass took. */
  private more = false;
  private readonly options: SweepOptions;
  private uncertain = new Set<string>();

  constructor(options: SweepOptions) {
    this.options = options;
  }

  /** Rows of a commit whose answer was lost: to be sent on if they are there. */
  recheck(envelopes: readonly Envelope[]): void {
    for (const { id } of envelopes) this.uncertain.add(id);
  }

  /** Whether another pass is worth its while before its time. */
  get isHungry(): boolean {
    return this.more && this.options.inHand() < ENOUGH_IN_HAND / 2;
  }

  /** One pass; returns how many envelopes were sent again. */
  async run(sql: Connection): Promise<number> {
    const again = await this.dispatchUncertain(sql);
    return again + (await this.takeSuspects(sql)) + (await this.unparkOrphans(sql));
  }

  private async takeSuspects(sql: Connection): Promise<number> {
    const { processId, transport, layout } = this.options;
    const room = ENOUGH_IN_HAND - this.options.inHand();
    if (room <= 0) return 0;
    const { rows, more } = await suspectRows(sql, processId, transport.epoch, room, layout.nextOwner);
    this.more = more;
    const idle = rows.filter(({ id }) => !this.options.isOpen(id));
    const inHand = rows.filter(({ id }) => this.options.isOpen(id));
    if (inHand.length > 0) await takeOver(sql, inHand, processId, transport.epoch);
    const settled = idle.length > 0 ? await fullySettled(sql, idle) : new Set<string>();
    if (settled.size > 0) await deleteRows(sql, [...settled]);
    const unsettled = idle.filter(({ id }) => !settled.has(id));
    return unsettled.length > 0 ? await this.sendAgain(sql, unsettled) : 0;
  }

  private async dispatchUncertain(sql: Connection): Promise<number> {
    if (this.uncertain.size === 0) return 0;
    const ids = [...this.uncertain];
    const rows = await rowsById(sql, ids);
    this.uncertain = new Set();
    this.options.dispatch(rows);
    return rows.length;
  }

  private async sendAgain(sql: Connection, rows: readonly (Envelope & { owner: string })[]): Promise<number> {
    const { processId, transport, log } = this.options;
    const held = await transport.holds(rows);
    const mine = await takeOver(sql, rows, processId, transport.epoch);
    reached('sweep:after-takeover');
    const misplaced = rows.filter((row) => mine.has(row.id) && this.isMisplaced(row));
    if (misplaced.length > 0) await this.place(sql, misplaced);
    const lost = rows.filter((row) => mine.has(row.id) && !held.has(row.id) && !misplaced.includes(row));
    await Promise.all(lost.map((row) => transport.drop(row)));
    this.options.dispatch(lost);
    if (lost.length > 0) log.info({ envelopes: lost.length }, 'sent again what was left in the outbox');
    return lost.length + misplaced.length;
  }

  private isMisplaced({ queue, messages }: Envelope): boolean {
    return messages.some((message) => queueOf(message, this.options.layout) !== queue);
  }

  private async place(sql: Connection, rows: readonly Envelope[]): Promise<void> {
    const { processId, transport, log } = this.options;
    const { envelopes } = group(
      rows.flatMap(({ messages }) => messages),
      this.options,
    );
    await transaction(sql, async () => {
      await deleteRows(
        sql,
        rows.map(({ id }) => id),
      );
      const owner = { id: processId, epoch: transport.epoch };
      await seal(sql, owner, { envelopes, settled: [], events: [], wakes: [], asleep: [], parked: [] });
    });
    await Promise.all(rows.map((row) => transport.withdraw(row)));
    this.options.dispatch(envelopes);
    log.info({ envelopes: rows.length }, 'moved to the queues of this division into shards');
  }

  /** A message may be parked at the very moment at which its actor is released. */
  private async unparkOrphans(sql: Connection): Promise<number> {
    const orphans = await sql.query<{ actor: string }>('orphans', ORPHANS);
    for (const { actor } of orphans) {
      const envelopes = await transaction(sql, async () => {
        const released = await unpark(sql, actor, this.options);
        const owner = { id: this.options.processId, epoch: this.options.transport.epoch };
        await seal(sql, owner, {
          envelopes: released,
          settled: [],
          events: [],
          wakes: [],
          asleep: [],
          parked: [],
        });
        return released;
      });
      this.options.dispatch(envelopes);
    }
    return orphans.length;
  }
}

const ORPHANS = `
  SELECT DISTINCT p.actor FROM parked p
  WHERE NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.actor = p.actor AND d.state IN ('open', 'redriving'))
  LIMIT 100`;
