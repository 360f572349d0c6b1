import { createOrm } from './orm.ts';

/** Any number, the same in every process of the system. */
const lockKey = 7_160_512_331;

/** Brings the database up to date. Several processes may call it at once: one migrates, the others wait for it. */
export async function migrate(databaseUrl: string): Promise<void> {
  const orm = await createOrm(databaseUrl);
  try {
    const lock = orm.em.fork();
    await lock.begin();
    try {
      await lock.execute('SELECT pg_advisory_xact_lock(?)', [lockKey]);
      await orm.migrator.up();
    } finally {
      await lock.rollback();
    }
  } finally {
    await orm.close(true);
  }
}
