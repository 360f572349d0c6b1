/** What carries the messages, and who works it. Redis is asked for depths only; the rest stands in PostgreSQL. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { BreakerState } from '../activities/runner.ts';
import { OrderlyError } from '../errors.ts';
import { DEAD_AFTER_MS } from '../recovery/heartbeat.ts';
import type { Sql } from '../sql.ts';
import type { QueueDepth, QueuesOverview } from './api.ts';
import { readShards } from './shards.ts';

const ACTIVITIES = '.activities';
/** Events that a consumer is behind are counted no further. */
const MOST_BEHIND = 10_000;

/** Redis does not answer, so that nothing can be said about the queues. */
export class RedisUnavailable extends OrderlyError {
  constructor(cause?: unknown) {
    super('REDIS_UNAVAILABLE', 'Redis does not answer; what was accepted is safe in PostgreSQL.', 'later', {
      cause,
    });
  }
}

export interface QueueDeskOptions {
  redisUrl: string;
  queues: readonly string[];
  processId: string;
}

export class QueueDesk {
  private readonly sql: Sql;
  private readonly options: QueueDeskOptions;
  private redis: Redis | undefined;
  private queues: Queue[] = [];

  constructor(sql: Sql, options: QueueDeskOptions) {
    this.sql = sql;
    this.options = options;
  }

  async overview(turnsPerMinute: ReadonlyMap<string, number>): Promise<QueuesOverview> {
    const [queues, processes, consumers, outbox, shards] = await Promise.all([
      this.depths(turnsPerMinute),
      this.processes(),
      this.consumers(),
      this.outbox(),
      readShards(this.sql),
    ]);
    const breakers = processes.find(({ here }) => here)?.breakers ?? [];
    return { queues, processes, breakers, consumers, outbox, shards };
  }

  async stop(): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.close()));
    this.redis?.disconnect();
  }

  private async depths(turnsPerMinute: ReadonlyMap<string, number>): Promise<QueueDepth[]> {
    try {
      return await Promise.all(this.open().map((queue) => depthOf(queue, turnsPerMinute)));
    } catch (error) {
      throw new RedisUnavailable(error);
    }
  }

  /** Opened by the first reader. */
  private open(): readonly Queue[] {
    if (!this.redis) {
      const connection = new Redis(this.options.redisUrl, { maxRetriesPerRequest: 1 });
      connection.on('error', () => undefined);
      this.redis = connection;
      this.queues = this.options.queues.map((name) => new Queue(name, { connection }));
      for (const queue of this.queues) queue.on('error', () => undefined);
    }
    return this.queues;
  }

  private async processes(): Promise<QueuesOverview['processes']> {
    const rows = await this.sql.query<{
      id: string;
      description: string;
      started_at: Date;
      beat: Date;
      alive: boolean;
      breakers: Record<string, BreakerState> | null;
    }>(
      'inspect_processes',
      `SELECT id, description, started_at, beat, beat > now() - $1 * interval '1 ms' AS alive, breakers
       FROM processes ORDER BY started_at`,
      [DEAD_AFTER_MS],
    );
    return rows.map(({ id, description, started_at, beat, alive, breakers }) => ({
      id,
      description,
      startedAt: started_at.toISOString(),
      beatAt: beat.toISOString(),
      alive,
      here: id === this.options.processId,
      breakers: Object.entries(breakers ?? {}).map(([activity, state]) => ({ activity, state })),
    }));
  }

  private async consumers(): Promise<QueuesOverview['consumers']> {
    const rows = await this.sql.query<{ name: string; updated_at: Date; behind: number; lag: number }>(
      'inspect_consumers',
      `SELECT c.name, c.updated_at, b.behind, b.lag FROM checkpoints c CROSS JOIN LATERAL (
         SELECT count(*)::int AS behind, coalesce(date_part('epoch', now() - min(at)) * 1000, 0) AS lag FROM (
           SELECT e.at FROM events e WHERE (e.tx, e.pos) > (c.tx, c.pos) ORDER BY e.tx, e.pos LIMIT $1
         ) e
       ) b ORDER BY c.name`,
      [MOST_BEHIND + 1],
    );
    return rows.map(({ name, updated_at, behind, lag }) => ({
      name,
      behind: Math.min(behind, MOST_BEHIND),
      more: behind > MOST_BEHIND,
      lagMs: Math.max(0, Math.round(lag)),
      movedAt: updated_at.toISOString(),
    }));
  }

  private async outbox(): Promise<QueuesOverview['outbox']> {
    const [row] = await this.sql.query<{ envelopes: number; messages: number; oldest: Date | null }>(
      'inspect_outbox',
      `SELECT count(*)::int AS envelopes, coalesce(sum(json_array_length(messages)), 0)::int AS messages, min(at) AS oldest
       FROM outbox`,
    );
    return {
      envelopes: row?.envelopes ?? 0,
      messages: row?.messages ?? 0,
      oldest: row?.oldest?.toISOString() ?? null,
    };
  }
}

async function depthOf(queue: Queue, turnsPerMinute: ReadonlyMap<string, number>): Promise<QueueDepth> {
  const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  const works = queue.name.endsWith(ACTIVITIES);
  const [actorType = '', shard] = (works ? queue.name.slice(0, -ACTIVITIES.length) : queue.name).split('.');
  const isWholeType = !works && shard === undefined;
  return {
    name: queue.name,
    actorType,
    kind: works ? 'activities' : 'messages',
    waiting: waiting + prioritized,
    active,
    delayed,
    failed,
    perMinute: isWholeType ? (turnsPerMinute.get(actorType) ?? null) : null,
  };
}
