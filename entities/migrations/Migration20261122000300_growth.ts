import { Migration } from '@mikro-orm/migrations';

/**
 * What lets old turns go. `history_from` is the first turn of an actor that the journal still holds; `retention` says how
 * far handlers, which have no row in `actors`, have lost theirs. A constant default rewrites no table.
 */
export class Migration20261122000300_growth extends Migration {
  override up(): void {
    this.addSql('ALTER TABLE actors ADD COLUMN history_from integer NOT NULL DEFAULT 1');
    this.addSql(`
      CREATE TABLE retention (
        name text PRIMARY KEY,
        removed_before timestamptz NOT NULL
      ) WITH (fillfactor = 50)`);
    this.addSql('ALTER TABLE journal SET (autovacuum_vacuum_scale_factor = 0.05)');
  }

  override down(): void {
    this.addSql('ALTER TABLE journal RESET (autovacuum_vacuum_scale_factor)');
    this.addSql('DROP TABLE retention');
    this.addSql('ALTER TABLE actors DROP COLUMN history_from');
  }
}
