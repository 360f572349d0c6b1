/** The PostgreSQL and the Redis that start when no URL is given. */
export { DataDirInUse, PostgresUnavailable, RedisUnavailable, ServerDidNotStart } from './errors.ts';
export { joinEmbedded } from './join.ts';
export type { Log } from './log.ts';
export { type Embedded, type EmbeddedOptions, type EmbeddedUrls, findRunning, startEmbedded } from './start.ts';
