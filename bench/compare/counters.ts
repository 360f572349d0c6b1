/** What the servers have done since they started, and how durable they are set. */
import { Redis } from 'ioredis';
import pg from 'pg';

export interface Counters {
  /** Transactions of PostgreSQL that wrote: each took an id, and each waited for the disk. */
  commits: number;
  walBytes: number;
  /** Commands that Redis ran, those inside scripts included. */
  redisCalls: number;
}

export interface Watched {
  databaseUrl?: string;
  redisUrl?: string;
}

/** The statistics of PostgreSQL lag behind by up to 10 s; ids of transactions do not. */
const DATABASE = `
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text::float8 AS commits,
         pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS wal`;
const SETTINGS = `
  SELECT name, setting FROM pg_settings
  WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes')`;

export async function readCounters({ databaseUrl, redisUrl }: Watched): Promise<Counters> {
  const [row] = databaseUrl ? await query<{ commits: number; wal: number }>(databaseUrl, DATABASE) : [];
  const stats = redisUrl ? await onRedis(redisUrl, (redis) => redis.info('stats')) : '';
  return {
    commits: row?.commits ?? 0,
    walBytes: row?.wal ?? 0,
    redisCalls: Number(/total_commands_processed:(\d+)/.exec(stats)?.[1] ?? 0),
  };
}

/** In words: the versions of the servers, and the settings that decide what a power cut costs. */
export async function durability({ databaseUrl, redisUrl }: Watched): Promise<string> {
  const postgres = databaseUrl ? postgresInWords(await query(databaseUrl, SETTINGS)) : undefined;
  const redis = redisUrl ? await onRedis(redisUrl, redisInWords) : undefined;
  return [postgres, redis].filter(Boolean).join('; ');
}

/** Rows of one query on a connection of its own. */
export async function query<Row>(databaseUrl: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

function postgresInWords(rows: readonly { name: string; setting: string }[]): string {
  const { server_version = '', ...settings } = Object.fromEntries(
    rows.map(({ name, setting }) => [name, setting]),
  );
  const pairs = Object.entries(settings).map(([name, setting]) => `${name} ${setting}`);
  return `PostgreSQL ${server_version.split(' ')[0]}: ${pairs.sort().join(', ')}`;
}

async function redisInWords(redis: Redis): Promise<string> {
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const persistence = /aof_enabled:1/.test(await redis.info('persistence'))
    ? `appendfsync ${await setting(redis, 'appendfsync')}`
    : 'in memory only';
  return `Redis ${version}: ${persistence}`;
}

async function setting(redis: Redis, name: string): Promise<string> {
  const answer: unknown = await redis.config('GET', name);
  return String(Array.isArray(answer) ? answer[1] : (answer as Record<string, string>)[name]);
}

async function onRedis<T>(redisUrl: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
