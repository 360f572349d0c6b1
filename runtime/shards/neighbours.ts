import type { Logger } from 'pino';
import { DEAD_AFTER_MS } from '../recovery/heartbeat.ts';
import type { Sql } from '../sql.ts';

const NEIGHBOURS = `
  SELECT DISTINCT w.process, w.of FROM shard_workers w JOIN processes p ON p.id = w.process
  WHERE w.pool = ANY($2::text[]) AND w.process <> $1 AND p.beat > now() - $3 * interval '1 millisecond'`;

export interface Neighbourhood {
  processId: string;
  /** Of the actor types that this process works. */
  pools: readonly string[];
  /** Into how many shards this process divides them. */
  of: number;
}

/** Says in the log where living processes work the same actor types by settings that do not fit together. */
export async function warnOfNeighbours(
  sql: Sql,
  { processId, pools, of }: Neighbourhood,
  log: Logger,
): Promise<void> {
  const others = await sql.query<{ process: string; of: number }>('neighbours', NEIGHBOURS, [
    processId,
    pools,
    DEAD_AFTER_MS,
  ]);
  const unlike = others.find((other) => other.of !== of);
  if (unlike) {
    log.warn(
      { process: unlike.process, shards: unlike.of, here: of },
      'another process works the same actor types by another number of shards: set SHARDS to one number in all processes',
    );
  } else if (of === 1 && others.length > 0) {
    log.warn(
      { processes: others.map(({ process }) => process) },
      'other processes work the same actor types with SHARDS=1: they meet on the same rows and wait for each other; set SHARDS, to about four times the number of workers, in all processes',
    );
  }
}
