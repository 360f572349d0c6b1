/**
 * Which shards this process works: takes its fair part of each pool, gives back what is more than that, and notices what
 * others took over while it was away.
 *
 * 1. A lease lives as long as its owner's heartbeat. Nobody takes a shard from a living owner; it is given back.
 * 2. A shard is given back after everything of it that was in hand is committed, together with what its turns sent since: the
 *    next owner goes on where this one ended, and the order between a sender and an actor is kept (shard-work.ts).
 * 3. What is held here is a belief. Each commit checks it (fence.ts), and what turns out to be wrong is dropped at once.
 *
 * Rejected: rendezvous hashing (with few shards some processes get twice as many as others); renewing a time of expiry per
 * shard (the heartbeat says the same in one row); one leader that assigns (one more thing that can be dead).
 */
import type { Logger } from 'pino';
import type { Sql } from '../sql.ts';
import type { Connection } from '../store/connection.ts';
import type { Envelope } from '../store/seal.ts';
import type { Lease } from './fence.ts';
import type { Layout } from './layout.ts';
import { adopt, giveBack, join, type LeaseRow, leases, leave, members, take } from './lease-rows.ts';

/** How often the division is looked at (milliseconds). */
export const LOOK_AT_SHARDS_MS = 250;

/** A living process takes its time to give a shard back; one that ends does not have it (milliseconds). */
const FINISH_MS = 30_000;
const END_MS = 5_000;

/** What a process does with a shard of some actor types. */
export interface ShardWork {
  /** Takes its messages from now on, and before all what its former owner left. */
  begin(types: readonly string[], shard: number, handedOver: readonly Envelope[]): void;
  /**
   * Takes no more of them, and keeps back what its turns send inside it; resolves when nothing of it is in hand any more,
   * or the patience is over.
   */
  finish(types: readonly string[], shard: number, patienceMs: number): Promise<void>;
  /** Resolves when no commit is under way that began with the shards held so far, and what those sent has arrived. */
  settle(): Promise<void>;
  /** What was kept back so far, in order. */
  keptBack(types: readonly string[], shard: number): readonly Envelope[];
  /** Keeps nothing back any more: what was, and is not left to the next owner by its row, goes by queue. */
  letGo(types: readonly string[], shard: number, handedOver: ReadonlySet<string>): void;
  /** Another process is, or may now become, its owner: nothing remembered of it is worth anything. */
  forget(types: readonly string[], shard: number): void;
}

export interface LeasesOptions {
  processId: string;
  layout: Layout;
  /** Actor types that are always worked together, by the name of their pool; those that this process works. */
  pools: ReadonlyMap<string, readonly string[]>;
  work: ShardWork;
  /** Of the transport, as outbox rows record it. */
  epoch(): string;
  /** Has `run` called soon. */
  poke(): void;
  log: Logger;
}

export class Leases {
  private readonly options: LeasesOptions;
  private readonly byPool = new Map<string, (Lease | undefined)[]>();
  private readonly byType = new Map<string, (Lease | undefined)[]>();
  private readonly leaving = new Set<Lease>();
  private readonly finished = new Set<Lease>();
  private joined = false;

  constructor(options: LeasesOptions) {
    this.options = options;
    for (const [pool, types] of options.pools) {
      const held: (Lease | undefined)[] = Array.from({ length: options.layout.count });
      this.byPool.set(pool, held);
      for (const type of types) this.byType.set(type, held);
    }
  }

  holds(type: string, shard: number): boolean {
    return this.byType.get(type)?.[shard] !== undefined;
  }

  /** Everything that this process believes to hold. */
  get held(): Lease[] {
    return [...this.byPool.values()].flatMap((leases) => leases.filter((lease) => lease !== undefined));
  }

  /** The database says so. */
  lose(lost: readonly Lease[]): void {
    const { log } = this.options;
    const known = lost.filter((lease) => this.lease(lease.pool, lease.shard) === lease);
    if (known.length === 0) return;
    log.warn({ shards: known.map(({ pool, shard }) => `${pool} ${shard}`) }, 'other processes took shards over');
    for (const lease of known) {
      this.drop(lease);
      this.options.work.letGo(this.typesOf(lease), lease.shard, NOTHING);
    }
  }

  /** One look at the division, and what follows from it. */
  async run(sql: Connection): Promise<void> {
    const { processId, layout } = this.options;
    const pools = [...this.byPool.keys()];
    if (!this.joined) await join(sql, processId, pools, layout.count);
    const [living, rows] = await Promise.all([
      members(sql, pools, layout.count),
      leases(sql, pools, layout.count),
    ]);
    await this.believe(sql, rows);
    await this.returnFinished(sql);
    this.joined = true;
    for (const pool of pools) {
      const processes = living.filter((member) => member.pool === pool).map(({ process }) => process);
      const part = fairPart(processes, processId, layout.count);
      if (part === undefined) this.joined = false;
      else await this.adjust(sql, pool, part);
    }
  }

  /** Before the process ends, and after the last `run`: finishes and gives back everything. */
  async end(sql: Sql): Promise<void> {
    await leave(sql, this.options.processId);
    await Promise.all(
      this.held.map(async (lease) => {
        await this.options.work.finish(this.typesOf(lease), lease.shard, END_MS);
        this.finished.add(lease);
      }),
    );
    await this.returnFinished(sql);
  }

  private async adjust(sql: Connection, pool: string, part: number): Promise<void> {
    const { processId, layout, log } = this.options;
    const held = (this.byPool.get(pool) ?? []).filter((lease) => lease !== undefined);
    const staying = held.filter((lease) => !this.leaving.has(lease));
    for (const lease of staying.slice(part)) this.leave(lease);
    if (held.length >= part) return;
    const taken = await take(sql, processId, pool, layout.count, part - held.length);
    if (taken.length === 0) return;
    log.info({ pool, shards: taken.map(({ shard }) => shard) }, 'took shards');
    await this.hold(sql, taken);
  }

  /** What the database says counts: also an answer that was lost. */
  private async believe(sql: Sql, rows: readonly LeaseRow[]): Promise<void> {
    const lost: Lease[] = [];
    for (const row of rows) {
      const lease = this.lease(row.pool, row.shard);
      const isMine = row.owner === this.options.processId;
      if (lease && !(isMine && row.fence === lease.fence)) lost.push(lease);
    }
    this.lose(lost);
    const { processId } = this.options;
    await this.hold(
      sql,
      rows.filter(({ owner, pool, shard }) => owner === processId && !this.lease(pool, shard)),
    );
  }

  /** No turn of a shard is taken, and no message of it sent, before that which its former owner left is in hand. */
  private async hold(sql: Sql, rows: readonly LeaseRow[]): Promise<void> {
    if (rows.length === 0) return;
    const { processId, layout, epoch, work } = this.options;
    const taken = rows.map(({ pool, shard, fence }) => ({ pool, of: layout.count, shard, fence }));
    const queues = taken.map((lease) => this.queuesOf(lease));
    const handedOver = await adopt(sql, { id: processId, epoch: epoch() }, layout, queues.flat());
    for (const [index, lease] of taken.entries()) {
      (this.byPool.get(lease.pool) as (Lease | undefined)[])[lease.shard] = lease;
      const itsQueues = new Set(queues[index]);
      const itsOwn = handedOver.filter(({ queue }) => itsQueues.has(queue));
      work.begin(this.typesOf(lease), lease.shard, itsOwn);
    }
  }

  private leave(lease: Lease): void {
    const { work, poke, log } = this.options;
    this.leaving.add(lease);
    work.finish(this.typesOf(lease), lease.shard, FINISH_MS).then(
      () => {
        this.finished.add(lease);
        poke();
      },
      (err: unknown) => log.warn({ err }, 'a shard could not be given back'),
    );
  }

  private async returnFinished(sql: Sql): Promise<void> {
    const { processId, layout, work, log } = this.options;
    const ready = [...this.finished].filter((lease) => this.lease(lease.pool, lease.shard) === lease);
    this.finished.clear();
    if (ready.length === 0) return;
    for (const lease of ready) this.drop(lease);
    let handedOver = NOTHING;
    try {
      await work.settle();
      const withRows = ready.map((lease) => {
        const envelopes = work.keptBack(this.typesOf(lease), lease.shard);
        return { ...lease, keptBack: envelopes.map(({ id }) => id) };
      });
      handedOver = await giveBack(sql, processId, layout, withRows);
    } finally {
      for (const lease of ready) work.letGo(this.typesOf(lease), lease.shard, handedOver);
    }
    log.info({ shards: ready.map(({ pool, shard }) => `${pool} ${shard}`) }, 'gave shards back');
  }

  private drop(lease: Lease): void {
    this.leaving.delete(lease);
    const leases = this.byPool.get(lease.pool);
    if (leases) leases[lease.shard] = undefined;
    this.options.work.forget(this.typesOf(lease), lease.shard);
  }

  private queuesOf(lease: Lease): string[] {
    const { layout } = this.options;
    const { shard } = lease;
    return this.typesOf(lease).flatMap((type) => [layout.queue(type, shard), layout.activityQueue(type, shard)]);
  }

  private typesOf({ pool }: Lease): readonly string[] {
    return this.options.pools.get(pool) ?? [];
  }

  private lease(pool: string, shard: number): Lease | undefined {
    return this.byPool.get(pool)?.[shard];
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** How many of the shards are this process's; undefined while it does not count as living. */
export function fairPart(living: readonly string[], processId: string, shards: number): number | undefined {
  const place = living.indexOf(processId);
  if (place < 0) return undefined;
  return Math.floor(shards / living.length) + (place < shards % living.length ? 1 : 0);
}
