import { DEAD_AFTER_MS } from '../recovery/heartbeat.ts';
import type { Sql } from '../sql.ts';
import type { Envelope } from '../store/seal.ts';
import type { Layout } from './layout.ts';

/** One shard of one pool, as the database has it. */
export interface LeaseRow {
  pool: string;
  shard: number;
  owner: string | null;
  fence: number;
}

const ENLIST = `
  INSERT INTO shard_workers (process, pool, of) SELECT $1, p, $3 FROM unnest($2::text[]) AS p
  ON CONFLICT (process, pool) DO UPDATE SET of = EXCLUDED.of`;

const FORGET_GONE = `
  DELETE FROM shard_workers w WHERE w.process <> $1 AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = w.process)`;

/** Tells the others that this process works these pools, divided into so many shards. */
export async function enlist(sql: Sql, processId: string, pools: readonly string[], of: number): Promise<void> {
  await sql.query('shards_enlist', ENLIST, [processId, pools, of]);
  await sql.query('shards_forget_gone', FORGET_GONE, [processId]);
}

const MAKE = `
  INSERT INTO shards (pool, of, shard)
  SELECT p, $2, s FROM unnest($1::text[]) AS p, generate_series(0, $2 - 1) AS s
  ON CONFLICT DO NOTHING`;

/** The same, and makes the rows of the shards where there are none yet. */
export async function join(sql: Sql, processId: string, pools: readonly string[], of: number): Promise<void> {
  await enlist(sql, processId, pools, of);
  await sql.query('shards_make', MAKE, [pools, of]);
}

const LEAVE = 'DELETE FROM shard_workers WHERE process = $1';

/** From now on the others count without this process. */
export async function leave(sql: Sql, processId: string): Promise<void> {
  await sql.query('shards_leave', LEAVE, [processId]);
}

const MEMBERS = `
  SELECT w.pool, w.process FROM shard_workers w JOIN processes p ON p.id = w.process
  WHERE w.pool = ANY($1::text[]) AND w.of = $2 AND p.beat > now() - $3 * interval '1 millisecond'
  ORDER BY w.pool, w.process`;

/** The living processes that work these pools by the same layout, in an order on which all of them agree. */
export async function members(
  sql: Sql,
  pools: readonly string[],
  of: number,
): Promise<{ pool: string; process: string }[]> {
  return sql.query('shards_members', MEMBERS, [pools, of, DEAD_AFTER_MS]);
}

const LEASES = `
  SELECT pool, shard, owner, fence::double precision AS fence FROM shards WHERE pool = ANY($1::text[]) AND of = $2 ORDER BY pool, shard`;

export async function leases(sql: Sql, pools: readonly string[], of: number): Promise<LeaseRow[]> {
  return sql.query<LeaseRow>('shards_leases', LEASES, [pools, of]);
}

/**
 * A shard is free when its owner is dead. One whose row is locked is left for later: its owner was stopped in the middle of
 * a commit, and the server ends that transaction in a moment.
 */
const TAKE = `
  UPDATE shards s SET owner = $1, fence = nextval('shard_fences'), since = now()
  FROM (
    SELECT f.shard FROM shards f
    WHERE f.pool = $2 AND f.of = $3
      AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = f.owner AND p.beat > now() - $5 * interval '1 millisecond')
    ORDER BY f.shard LIMIT $4 FOR UPDATE SKIP LOCKED
  ) AS free
  WHERE s.pool = $2 AND s.of = $3 AND s.shard = free.shard
  RETURNING s.pool, s.shard, s.owner, s.fence::double precision AS fence`;

/** Takes up to so many free shards of a pool. Of several processes that try, one gets each. */
export async function take(
  sql: Sql,
  processId: string,
  pool: string,
  of: number,
  most: number,
): Promise<LeaseRow[]> {
  return sql.query<LeaseRow>('shards_take', TAKE, [processId, pool, of, most, DEAD_AFTER_MS]);
}

/** `at` keeps the order of the rows, all of which come from one process. */
const GIVE_BACK = `
  WITH given AS (
    UPDATE shards s SET owner = NULL, since = now()
    FROM unnest($2::text[], $3::integer[]) AS t(pool, shard)
    WHERE s.pool = t.pool AND s.of = $4 AND s.shard = t.shard AND s.owner = $1
    RETURNING s.pool, s.shard
  )
  UPDATE outbox o SET owner = $5, at = now() + k.place * interval '1 microsecond'
  FROM unnest($6::text[], $7::text[], $8::integer[]) WITH ORDINALITY AS k(id, pool, shard, place)
  JOIN given g ON g.pool = k.pool AND g.shard = k.shard
  WHERE o.id = k.id AND o.owner = $1
  RETURNING o.id`;

export interface GivenBack {
  pool: string;
  shard: number;
  /** Ids of the outbox rows that its next owner is to go on with, in order. */
  keptBack: readonly string[];
}

/**
 * Gives shards back, and leaves their outbox rows to whoever takes them next. Waits for the commit under way, which has
 * looked at the lease. Returns the ids of the rows that were left: none of a shard that another process holds already.
 */
export async function giveBack(
  sql: Sql,
  processId: string,
  layout: Layout,
  shards: readonly GivenBack[],
): Promise<Set<string>> {
  const kept = shards.flatMap(({ pool, shard, keptBack }) => keptBack.map((id) => ({ id, pool, shard })));
  const left = await sql.query<{ id: string }>('shards_give_back', GIVE_BACK, [
    processId,
    shards.map(({ pool }) => pool),
    shards.map(({ shard }) => shard),
    layout.count,
    layout.nextOwner,
    kept.map(({ id }) => id),
    kept.map(({ pool }) => pool),
    kept.map(({ shard }) => shard),
  ]);
  return new Set(left.map(({ id }) => id));
}

const ADOPT = `
  WITH waiting AS (
    SELECT id, at FROM outbox WHERE owner = $3 AND queue = ANY($4::text[]) FOR UPDATE
  ), mine AS (
    UPDATE outbox o SET owner = $1, epoch = $2, at = now() FROM waiting w WHERE o.id = w.id
    RETURNING o.id, o.queue, o.messages, w.at
  )
  SELECT id, queue, messages FROM mine ORDER BY at`;

/** Takes what the former owner of a shard left in the outbox for its next one, in order. */
export async function adopt(
  sql: Sql,
  owner: { id: string; epoch: string },
  layout: Layout,
  queues: readonly string[],
): Promise<Envelope[]> {
  return sql.query<Envelope>('shards_adopt', ADOPT, [owner.id, owner.epoch, layout.nextOwner, queues]);
}
