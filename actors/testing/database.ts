import { Client } from 'pg';
import type { ActorSql, Message } from '../../runtime/index.ts';
import { allSettled } from '../../runtime/store/all-settled.ts';
import { BatchSql } from '../../runtime/turn/actor-sql.ts';
import { createTestDatabase } from '../../tests/setup/database.ts';

/** A migrated database of this test file, and transactions on it as the runtime runs them. */
export interface ActorDatabase {
  /** Runs `work` in a transaction of its own connection; rolls back where it throws. */
  transaction<T>(work: (sql: ActorSql) => Promise<T>): Promise<T>;
  drop(): Promise<void>;
}

export async function openActorDatabase(): Promise<ActorDatabase> {
  const database = await createTestDatabase();
  const idle: Client[] = [];
  const all: Client[] = [];

  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: database.url, options: '-c jit=off -c enable_seqscan=off' });
    await client.connect();
    all.push(client);
    return client;
  }

  return {
    async transaction(work) {
      const client = idle.pop() ?? (await connect());
      try {
        await client.query('BEGIN');
        const batch = new BatchSql({
          query: async (name, text, values = []) => (await client.query({ name, text, values: [...values] })).rows,
        });
        const result = await work(batch.for((cause) => cause));
        await allSettled(batch.written);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        idle.push(client);
      }
    },
    async drop() {
      await Promise.all(all.map((client) => client.end()));
      await database.drop();
    },
  };
}

let sent = 0;

/** A message as a handler gets it. */
export function message(to: Message['to'], type: string, payload: Record<string, unknown>): Message {
  sent += 1;
  return { id: `m-${sent}`, to, type, payload, correlationId: 'c', sentAt: 0 };
}
