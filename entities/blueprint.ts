import { readdir } from 'node:fs/promises';
import type { Migration } from '@mikro-orm/migrations';

const folder = new URL('./migrations/', import.meta.url);

/**
 * The statements of all migrations in their order, without a database: they make every table, empty, in whatever schema
 * comes first in the search path. For views whose table was dropped.
 */
export async function tableStatements(): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => /^Migration\d+.*\.ts$/.test(name)).sort();
  const statements: string[] = [];
  for (const file of files) {
    const module = (await import(new URL(file, folder).href)) as Record<
      string,
      new (
        ...args: unknown[]
      ) => Migration
    >;
    for (const Class of Object.values(module)) {
      const migration = new Class();
      await migration.up();
      statements.push(...migration.getQueries().map(String));
    }
  }
  return statements;
}
