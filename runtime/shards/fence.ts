/**
 * What keeps a process that was away for too long from committing: each batch looks, in its own transaction, whether the
 * shards that its process believes to hold are still its own.
 *
 * 1. `FOR SHARE` holds off whoever takes a shard over until this commit is done. `FOR KEY SHARE` would not: taking over
 *    changes no key.
 * 2. All shards held are looked at, not those of the batch alone: a chain may reach any of them.
 * 3. It travels with `BEGIN` and the claim, so that it costs no round trip; without shards it is not sent.
 */
import type { Sql } from '../sql.ts';
import { bigints, integers, texts } from '../store/columns.ts';

/** A shard that this process believes to hold. */
export interface Lease {
  pool: string;
  of: number;
  shard: number;
  /** Greater than that of whoever held it before. */
  fence: number;
}

/** Another process works these shards now. The batch is undone and runs again without them. */
export class LeasesLost extends Error {
  readonly lost: readonly Lease[];
  constructor(lost: readonly Lease[]) {
    super(`other processes hold the shards ${lost.map(({ pool, shard }) => `${pool} ${shard}`).join(', ')}`);
    this.lost = lost;
  }
}

const HELD = `
  SELECT s.pool, s.shard FROM unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[]) AS t(pool, of, shard, fence)
  JOIN shards s ON s.pool = t.pool AND s.of = t.of AND s.shard = t.shard AND s.fence = t.fence
  WHERE s.owner = $5 FOR SHARE OF s`;

/** Rejects with `LeasesLost`. */
export async function mustHold(sql: Sql, owner: string, leases: readonly Lease[]): Promise<void> {
  const rows = await sql.query<{ pool: string; shard: number }>('fence', HELD, [
    texts(leases.map(({ pool }) => pool)),
    integers(leases.map(({ of }) => of)),
    integers(leases.map(({ shard }) => shard)),
    bigints(leases.map(({ fence }) => fence)),
    owner,
  ]);
  if (rows.length === leases.length) return;
  const held = new Set(rows.map(({ pool, shard }) => `${pool} ${shard}`));
  throw new LeasesLost(leases.filter(({ pool, shard }) => !held.has(`${pool} ${shard}`)));
}
