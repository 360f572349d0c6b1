import { randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase, urlOf } from './admin.ts';

export interface TestDatabase {
  readonly url: string;
  /** Drops the database, ending the connections that are still open. */
  drop(): Promise<void>;
}

/**
 * A database of its own with the migrated schema, cloned from the template of this run.
 * @example
 * const database = await createTestDatabase();
 * afterAll(() => database.drop());
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.ORDERLY_TEST_SERVER;
  const template = process.env.ORDERLY_TEST_TEMPLATE;
  if (!server || !template)
    throw new Error('No test server: name the file *.int.test.ts, so that jest starts one.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase(server, name, template);
  return { url: urlOf(server, name), drop: () => dropDatabase(server, name) };
}
