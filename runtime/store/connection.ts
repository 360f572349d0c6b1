import type { Duplex } from 'node:stream';
import { Client, type ClientConfig } from 'pg';
import type { Sql } from '../sql.ts';
import { allSettled } from './all-settled.ts';

/**
 * Settings of every connection that runs the runtime's own statements. Their plans must not depend on statistics: a plan
 * made on an empty table and kept would scan the full one later. `jit` costs 400 ms where it compiles a sweep.
 */
const SETTINGS = ['jit=off', 'enable_seqscan=off'];
/** A process that stops in the middle of a transaction holds its locks so long at most (milliseconds). */
const IDLE_IN_TRANSACTION_MS = 30_000;

const CONNECT_TIMEOUT_MS = 5_000;
/** Of statements that leave together: with more the server had better begin while the rest is encoded. */
const GATHERED_BYTES = 16_384;

/** One connection with statements prepared under their names. Reports its own death once, through `closed`. */
export class Connection implements Sql {
  private readonly client: Client;
  /** Resolves when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;
  dead = false;
  private isGathering = false;

  private constructor(client: Client) {
    this.client = client;
    this.closed = new Promise((resolve) => {
      const gone = () => {
        this.dead = true;
        resolve();
      };
      client.on('error', gone);
      client.on('end', gone);
    });
  }

  /** `name` shows up in pg_stat_activity. */
  static async open(
    url: string,
    name: string,
    { idleInTransactionMs = IDLE_IN_TRANSACTION_MS } = {},
  ): Promise<Connection> {
    const settings = [...SETTINGS, `idle_in_transaction_session_timeout=${idleInTransactionMs}`];
    const config: ClientConfig & { pipeline: boolean } = {
      connectionString: url,
      application_name: `orderly ${name}`,
      options: settings.map((setting) => `-c ${setting}`).join(' '),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      pipeline: true,
    };
    const client = new Client(config);
    const connection = new Connection(client);
    await client.connect();
    return connection;
  }

  async query<Row = Record<string, unknown>>(
    name: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    this.gather();
    const result = await this.client.query({ name, text, values: values as unknown[] });
    return result.rows as Row[];
  }

  /** A statement without parameters and without a plan worth keeping: BEGIN, COMMIT, ROLLBACK, locks. */
  async command(text: string): Promise<void> {
    this.gather();
    await this.client.query(text);
  }

  /** What is sent within one tick leaves in one write: each wakes the server up, which costs more than a few bytes. */
  private gather(): void {
    const { stream } = this;
    if (this.isGathering) {
      if (stream.writableLength < GATHERED_BYTES) return;
      stream.uncork();
      stream.cork();
      return;
    }
    this.isGathering = true;
    stream.cork();
    process.nextTick(() => {
      this.isGathering = false;
      stream.uncork();
    });
  }

  private get stream(): Duplex {
    return (this.client as unknown as { connection: { stream: Duplex } }).connection.stream;
  }

  /** Gives a server up that does not answer: whatever waits for it fails now. What it was told it may still do. */
  abandon(): void {
    this.stream.destroy();
  }

  async close(): Promise<void> {
    this.dead = true;
    await this.client.end().catch(() => undefined);
  }
}

/**
 * Runs `work` in a transaction of its own; rolls back on any error and throws it on. The statement of `closing` leaves
 * together with the commit, so it has to fail at the server where the transaction must not commit.
 */
export async function transaction<T>(
  connection: Connection,
  work: (sql: Sql) => Promise<T>,
  closing?: (sql: Sql) => Promise<unknown>,
): Promise<T> {
  const begun = connection.command('BEGIN');
  begun.catch(() => undefined); // looked at with the commit; whatever follows fails as well
  try {
    const result = await work(connection);
    await allSettled(
      [begun, closing?.(connection), connection.command('COMMIT')].filter((each) => each !== undefined),
    );
    return result;
  } catch (error) {
    if (!connection.dead) await connection.command('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
