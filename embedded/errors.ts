/** Another living process runs its servers in this DATA_DIR. Stop it, or choose another DATA_DIR. */
export class DataDirInUse extends Error {
  readonly code = 'DATA_DIR_IN_USE';
  readonly dataDir: string;
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(`DATA_DIR ${dataDir} is in use by process ${pid}. Stop that process, or set another DATA_DIR.`);
    this.name = 'DataDirInUse';
    this.dataDir = dataDir;
    this.pid = pid;
  }
}

/** No Redis server could be found, unpacked or built on this machine. */
export class RedisUnavailable extends Error {
  readonly code = 'REDIS_UNAVAILABLE';

  constructor(tried: readonly string[]) {
    super(
      `No Redis server can be had on this machine. Set REDIS_URL to a running one, or install redis-server.\nTried:\n  ${tried.join('\n  ')}`,
    );
    this.name = 'RedisUnavailable';
  }
}

/** The PostgreSQL binaries for this machine are not installed. */
export class PostgresUnavailable extends Error {
  readonly code = 'POSTGRES_UNAVAILABLE';

  constructor(why: string) {
    super(`The embedded PostgreSQL cannot run here: ${why}. Set DATABASE_URL to a running PostgreSQL instead.`);
    this.name = 'PostgresUnavailable';
  }
}

/** An embedded server ended or did not answer while it was started; the message holds the end of its log. */
export class ServerDidNotStart extends Error {
  readonly code = 'SERVER_DID_NOT_START';

  constructor(server: string, why: string, logTail: string) {
    super(`The embedded ${server} did not start: ${why}.${logTail ? `\n${logTail}` : ''}`);
    this.name = 'ServerDidNotStart';
  }
}
