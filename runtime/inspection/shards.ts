import { DEAD_AFTER_MS } from '../recovery/heartbeat.ts';
import type { Sql } from '../sql.ts';
import type { ShardStanding } from './api.ts';

interface StandingRow extends Pick<ShardStanding, 'pool' | 'shard' | 'of' | 'owner' | 'fence'> {
  since: Date;
  expires: Date | null;
}

/** Of layouts by which a living process works: those of former settings are nobody's concern. */
const STANDING = `
  SELECT s.pool, s.shard, s.of, s.owner, s.fence::double precision AS fence, s.since,
         p.beat + $1 * interval '1 millisecond' AS expires
  FROM shards s LEFT JOIN processes p ON p.id = s.owner
  WHERE EXISTS (
    SELECT 1 FROM shard_workers w JOIN processes m ON m.id = w.process
    WHERE w.pool = s.pool AND w.of = s.of AND m.beat > now() - $1 * interval '1 millisecond'
  )
  ORDER BY s.pool, s.of, s.shard`;

/** Every shard, who holds it and until when. */
export async function readShards(sql: Sql): Promise<ShardStanding[]> {
  const rows = await sql.query<StandingRow>('inspect_shards', STANDING, [DEAD_AFTER_MS]);
  return rows.map(({ since, expires, ...row }) => ({
    ...row,
    since: since.toISOString(),
    expiresAt: expires?.toISOString() ?? null,
  }));
}
