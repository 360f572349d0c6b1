/**
 * Publishes the event store to the Redis Stream, in commit order, without gaps.
 *
 * 1. The stream's ids are the events' positions, so Redis refuses whatever is not later than what it holds.
 * 2. One relay publishes at a time (an advisory lock); a second one waits.
 * 3. The stream may be lost or trimmed at any moment: consumers notice by the chain of ids and read PostgreSQL.
 */
import type { Redis } from 'ioredis';
import type { StoredEvent } from '../definition.ts';
import type { Connection } from '../store/connection.ts';
import { reached } from '../testing/crash-points.ts';
import { formatPosition, type Position, parsePosition, START } from './position.ts';
import { eventsAfter, lastPosition } from './read.ts';
import { encode, STREAM, STREAM_LENGTH } from './stream.ts';

const LOCK = 7_208_331;
const PER_ROUND = 500;

export class Relay {
  private readonly redis: Redis;
  private lockedOn: Connection | undefined;
  private position: Position = START;
  published = 0;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  /** Publishes what there is; returns how many events. */
  async run(sql: Connection): Promise<number> {
    if (!(await this.lead(sql))) return 0;
    let total = 0;
    for (;;) {
      const events = await eventsAfter(sql, this.position, PER_ROUND);
      if (events.length > 0) await this.publish(events);
      total += events.length;
      if (events.length < PER_ROUND) return total;
    }
  }

  /** The lock lives as long as the connection: a dead relay gives it up by dying. */
  private async lead(sql: Connection): Promise<boolean> {
    if (this.lockedOn === sql) return true;
    const [row] = await sql.query<{ locked: boolean }>('relay_lock', 'SELECT pg_try_advisory_lock($1) AS locked', [
      LOCK,
    ]);
    if (!row?.locked) return false;
    this.position = await this.startFrom(sql);
    this.lockedOn = sql;
    return true;
  }

  /** After the last entry of the stream; on an empty stream at the end of the store, since consumers catch up by themselves. */
  private async startFrom(sql: Connection): Promise<Position> {
    const [last] = (await this.redis.xrevrange(STREAM, '+', '-', 'COUNT', 1)) as [string, string[]][];
    if (last) return parsePosition(last[0]);
    return (await lastPosition(sql)) ?? START;
  }

  private async publish(events: readonly StoredEvent[]): Promise<void> {
    const id = events.at(-1)?.id as string;
    const entry = encode({ id, previous: formatPosition(this.position), events });
    try {
      await this.redis.xadd(STREAM, 'MAXLEN', '~', STREAM_LENGTH, id, ...entry);
    } catch (error) {
      if (!/equal or smaller than the target/.test((error as Error).message)) throw error;
    }
    this.position = parsePosition(id);
    this.published += events.length;
    reached('relay:after-publish');
  }
}
