import type { Duplex } from 'node:stream';
import { Client, type ClientConfig } from 'pg';
import type { Sql } from '../sql.ts';

/**
 * Settings of every connection that runs the runtime's own statements. Their plans must not depend on statistics: a plan
 * made on an empty table and kept would scan the full one later. `jit` costs 400 ms where it compiles a sweep.
 */
const SETTINGS = ['jit=off', 'enable_seqscan=off'];
/** A process that stops in the middle of a transaction holds its locks so long at most (milliseconds). */
const IDLE_IN_TRANSACTION_MS = 30_000;

const CONNECT_TIMEOUT_MS = 5_000;

/** One connection with statements prepared under their names. Reports its own death once, through `closed`. */
export class Connection implements Sql {
  private readonly client: Client;
  /** Resolves when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;
  dead = false;

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
    const result = await this.client.query({ name, text, values: values as unknown[] });
    return result.rows as Row[];
  }

  /** A statement without parameters and without a plan worth keeping: BEGIN, COMMIT, ROLLBACK, locks. */
  async command(text: string): Promise<void> {
    await this.client.query(text);
  }

  /** Gives a server up that does not answer: whatever waits for it fails now. What it was told it may still do. */
  abandon(): void {
    const { connection } = this.client as unknown as { connection: { stream: Duplex } };
    connection.stream.destroy();
  }

  async close(): Promise<void> {
    this.dead = true;
    await this.client.end().catch(() => undefined);
  }
}

/** Runs `work` in a transaction of its own; rolls back on any error and throws it on. */
export async function transaction<T>(connection: Connection, work: (sql: Sql) => Promise<T>): Promise<T> {
  await connection.command('BEGIN');
  try {
    const result = await work(connection);
    await connection.command('COMMIT');
    return result;
  } catch (error) {
    if (!connection.dead) await connection.command('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
