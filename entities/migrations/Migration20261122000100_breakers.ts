import { Migration } from '@mikro-orm/migrations';

/**
 * What processes tell of themselves with each heartbeat: the state of their circuit breakers, null where they have none.
 * And what a developer tells all of them: the actor types that nobody is to work for now.
 */
export class Migration20261122000100_breakers extends Migration {
  override up(): void {
    this.addSql('ALTER TABLE processes ADD COLUMN breakers jsonb');
    this.addSql(`
      CREATE TABLE stopped_types (
        actor_type text PRIMARY KEY,
        by text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  override down(): void {
    this.addSql('DROP TABLE stopped_types');
    this.addSql('ALTER TABLE processes DROP COLUMN breakers');
  }
}
