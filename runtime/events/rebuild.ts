/**
 * Builds a view anew from the first event while the old one is read and kept up to date, and swaps them.
 *
 * 1. The copy lives in a schema of its own under the same name: the projection's statements name the table without a
 *    schema, so on this connection they meet the copy.
 * 2. Readers see the old view or the new one, whole: the swap is one transaction that waits for nobody for long.
 * 3. Both stand at the same event when they are swapped: the table is locked against writers (not against readers) while
 *    the last events are caught up. Table before checkpoint, the order in which the projection locks them.
 * 4. Nothing here writes in a long transaction: events are handed out below the oldest writing transaction, so a long one
 *    would hold up every consumer.
 */
import type { Projection } from '../definition.ts';
import { OrderlyError } from '../errors.ts';
import { Connection, transaction } from '../store/connection.ts';
import { readCheckpoint } from './checkpoint.ts';
import { isAfter, type Position, parsePosition, START } from './position.ts';
import { eventsAfter } from './read.ts';
import { copyEmpty, swapStatements } from './table-copy.ts';

const PER_ROUND = 1_000;
/** How long the swap waits for readers under way; new ones wait behind it so long. Then it lets them go first (milliseconds). */
const SWAP_PATIENCE_MS = 200;
const SWAP_PAUSE_MS = 300;
const SWAP_TRIES = 200;
/** Rebuilds share this class of advisory locks; the second key is a hash of the table. */
const LOCK_CLASS = 7_209;

export interface RebuildProgress {
  /** Read so far, of every type. */
  events: number;
  /** In the store when the rebuild began. */
  total: number;
}

export interface Rebuilt {
  events: number;
  rows: number;
  /** Rows of the old view that the new one does not have just so, and the other way round, at the moment of the swap. */
  onlyBefore: number;
  onlyAfter: number;
  /** How long the projection was held up for the swap, in milliseconds. */
  heldMs: number;
}

export interface RebuildOptions {
  onProgress?(progress: RebuildProgress): void;
  /** Statements that make all tables, without a schema: for a view whose table was dropped. */
  tables?(): Promise<readonly string[]>;
}

/** Another process is at it. */
export class RebuildRunning extends OrderlyError {
  constructor(table: string) {
    super('REBUILD_RUNNING', `${table} is being rebuilt by another process`, 'later');
  }
}

/** Readers kept the table for minutes. */
export class SwapBlocked extends OrderlyError {
  constructor(table: string) {
    super(
      'SWAP_BLOCKED',
      `${table} was rebuilt but a long read of the old one let nobody swap them; try again`,
      'later',
    );
  }
}

export async function rebuildView(
  databaseUrl: string,
  projection: Projection,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  const builder = await Connection.open(databaseUrl, `rebuild ${projection.name}`);
  const swapper = await Connection.open(databaseUrl, `swap ${projection.name}`);
  try {
    return await new Rebuild(builder, swapper, projection, options).run();
  } finally {
    await Promise.all([builder.close(), swapper.close()]);
  }
}

class Rebuild {
  private readonly builder: Connection;
  private readonly swapper: Connection;
  private readonly projection: Projection;
  private readonly options: RebuildOptions;
  private readonly copy: string;
  private readonly retired: string;
  private position: Position = START;
  private events = 0;
  private total = 0;

  constructor(builder: Connection, swapper: Connection, projection: Projection, options: RebuildOptions) {
    this.builder = builder;
    this.swapper = swapper;
    this.projection = projection;
    this.options = options;
    this.copy = `rebuild_${projection.table}`;
    this.retired = `retired_${projection.table}`;
  }

  async run(): Promise<Rebuilt> {
    const { builder, copy, retired } = this;
    await this.lock();
    for (const schema of [copy, retired]) {
      await builder.command(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await builder.command(`CREATE SCHEMA ${schema}`);
    }
    const replaces = await this.prepare();
    await builder.command(`SET search_path = ${copy}, public`);
    await this.count();
    while (await this.replay());
    await builder.command(`ANALYZE ${copy}.${this.projection.table}`);
    const swapped = replaces ? await this.swapInTime() : await this.putInPlace();
    for (const schema of [copy, retired]) await builder.command(`DROP SCHEMA ${schema} CASCADE`);
    return { events: this.events, ...swapped };
  }

  private async lock(): Promise<void> {
    const { table } = this.projection;
    const [row] = await this.builder.query<{ locked: boolean }>(
      'rebuild_lock',
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LOCK_CLASS, table],
    );
    if (!row?.locked) throw new RebuildRunning(table);
  }

  /** Makes the empty copy; false where there is nothing that it could be a copy of. */
  private async prepare(): Promise<boolean> {
    const { table } = this.projection;
    const [found] = await this.builder.query<{ exists: boolean }>(
      'rebuild_exists',
      'SELECT to_regclass($1) IS NOT NULL AS exists',
      [`public.${table}`],
    );
    await transaction(this.builder, () =>
      found?.exists ? copyEmpty(this.builder, table, this.copy) : this.fromScratch(table),
    );
    return found?.exists === true;
  }

  private async fromScratch(table: string): Promise<void> {
    const { builder, copy } = this;
    const scratch = `scratch_${table}`;
    await builder.command(`CREATE SCHEMA ${scratch}`);
    await builder.command(`SET LOCAL search_path = ${scratch}`);
    for (const statement of (await this.options.tables?.()) ?? []) await builder.command(statement);
    await builder.command(`ALTER TABLE ${table} SET SCHEMA ${copy}`);
    await builder.command(`DROP SCHEMA ${scratch} CASCADE`);
  }

  private async count(): Promise<void> {
    const [row] = await this.builder.query<{ total: number }>(
      'rebuild_total',
      'SELECT count(*)::float8 AS total FROM events',
    );
    this.total = row?.total ?? 0;
  }

  /** One round, never further than the view itself has come. False when there is nothing left to do. */
  private async replay(): Promise<boolean> {
    const more = await transaction(this.builder, async (sql) => {
      const until = await readCheckpoint(sql, this.projection.name);
      const batch = await eventsAfter(sql, this.position, PER_ROUND);
      const due = batch.filter(({ id }) => !isAfter(parsePosition(id), until));
      const wanted = due.filter(({ type }) => this.projection.events.includes(type));
      if (wanted.length > 0) await this.projection.apply(wanted, sql);
      const last = due.at(-1);
      if (last) this.position = parsePosition(last.id);
      this.events += due.length;
      return due.length === PER_ROUND;
    });
    this.options.onProgress?.({ events: this.events, total: this.total });
    return more;
  }

  /** There is no old one: whoever reads fails until this commits, so nobody can be in the way. */
  private async putInPlace(): Promise<Omit<Rebuilt, 'events'>> {
    const { table } = this.projection;
    await this.builder.command(`ALTER TABLE ${this.copy}.${table} SET SCHEMA public`);
    const [row] = await this.builder.query<{ rows: number }>(
      'rebuild_rows',
      `SELECT count(*)::float8 AS rows FROM public.${table}`,
    );
    const rows = row?.rows ?? 0;
    return { rows, onlyBefore: 0, onlyAfter: rows, heldMs: 0 };
  }

  private async swapInTime(): Promise<Omit<Rebuilt, 'events'>> {
    await this.swapper.command(`SET lock_timeout = ${SWAP_PATIENCE_MS}`);
    for (let tries = 0; tries < SWAP_TRIES; tries += 1) {
      try {
        return await this.swap();
      } catch (error) {
        await this.builder.command('ROLLBACK');
        if (!isInTheWay(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, SWAP_PAUSE_MS));
        while (await this.replay());
      }
    }
    throw new SwapBlocked(this.projection.table);
  }

  /**
   * While the swapper holds off writers, the builder catches up and takes a snapshot in which both tables stand at the
   * same event. The comparison reads that snapshot afterwards, when the view is long on its way again.
   */
  private async swap(): Promise<Omit<Rebuilt, 'events'>> {
    const { builder, swapper, copy, retired } = this;
    const { table } = this.projection;
    let heldSince = 0;
    let heldMs = 0;
    await transaction(swapper, async () => {
      await swapper.command(`LOCK TABLE public.${table} IN SHARE ROW EXCLUSIVE MODE`);
      heldSince = performance.now();
      while (await this.replay());
      await builder.command('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await builder.query('rebuild_snapshot', 'SELECT 1');
      for (const statement of await swapStatements(swapper, table, { copy, retired }))
        await swapper.command(statement);
    });
    heldMs = performance.now() - heldSince;
    const [compared] = await builder.query<Omit<Rebuilt, 'events' | 'heldMs'>>(
      'rebuild_compare',
      `SELECT (SELECT count(*) FROM public.${table})::float8 AS rows,
              (SELECT count(*) FROM (${except(`${retired}.${table}`, `public.${table}`)}) d)::float8 AS "onlyBefore",
              (SELECT count(*) FROM (${except(`public.${table}`, `${retired}.${table}`)}) d)::float8 AS "onlyAfter"`,
    );
    await builder.command('COMMIT');
    return { ...(compared as Omit<Rebuilt, 'events' | 'heldMs'>), heldMs };
  }
}

/** Rows as text, because columns of type json cannot be compared. */
function except(one: string, other: string): string {
  return `SELECT row_to_json(a)::text FROM ${one} a EXCEPT ALL SELECT row_to_json(b)::text FROM ${other} b`;
}

/** Out of patience; or the projection itself, which reads its table before it writes it, and wants to go on first. */
function isInTheWay(error: unknown): boolean {
  return ['55P03', '40P01'].includes((error as { code?: string }).code ?? '');
}
