import { Migration } from '@mikro-orm/migrations';

/**
 * Figures per quarter of an hour: every time zone of today begins its days at one. The few rows of the present quarter
 * change all the time, so pages keep room for their next versions.
 */
export class Migration20261121000400_analytics extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE analytics_slots (
        slot timestamptz NOT NULL,
        metric text NOT NULL CHECK (metric IN ('placed', 'confirmed', 'cancelled', 'duration')),
        label text NOT NULL,
        bucket integer NOT NULL,
        count bigint NOT NULL CHECK (count > 0),
        amount bigint NOT NULL,
        PRIMARY KEY (slot, metric, label, bucket)
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`);
  }

  override down(): void {
    this.addSql('DROP TABLE analytics_slots');
  }
}
