import { expect, it } from '@jest/globals';
import type { EntityName } from '@mikro-orm/core';
import { createTestDatabase } from '../tests/setup/database.ts';
import { migrate } from './migrate.ts';
import { createOrm, entities } from './orm.ts';

it('every entity fits its table after the migrations, and running them again changes nothing', async () => {
  const database = await createTestDatabase();
  await Promise.all([migrate(database.url), migrate(database.url)]);
  const orm = await createOrm(database.url);
  try {
    expect(await orm.migrator.getPending()).toEqual([]);
    for (const entity of entities)
      expect(await orm.em.fork().find(entity as EntityName<object>, {}, { limit: 1 })).toBeInstanceOf(Array);
  } finally {
    await orm.close(true);
    await database.drop();
  }
});
