import { Migration } from '@mikro-orm/migrations';

/**
 * Who works which shard. A lease is as good as its owner's heartbeat in `processes`, so nothing here is renewed. Fences come
 * from a sequence: a number that was given once never comes again, not even after the rows of a shard were made anew.
 */
export class Migration20261122000200_shards extends Migration {
  override up(): void {
    this.addSql('CREATE SEQUENCE shard_fences');
    this.addSql(`
      CREATE TABLE shards (
        pool text NOT NULL,
        of integer NOT NULL,
        shard integer NOT NULL,
        owner text,
        fence bigint NOT NULL DEFAULT nextval('shard_fences'),
        since timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (pool, of, shard)
      ) WITH (fillfactor = 50)`);
    this.addSql(`
      CREATE TABLE shard_workers (
        process text NOT NULL,
        pool text NOT NULL,
        of integer NOT NULL,
        PRIMARY KEY (process, pool)
      )`);
  }

  override down(): void {
    this.addSql('DROP TABLE shard_workers, shards');
    this.addSql('DROP SEQUENCE shard_fences');
  }
}
