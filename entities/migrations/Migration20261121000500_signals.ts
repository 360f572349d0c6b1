import { Migration } from '@mikro-orm/migrations';

/** Signals and the answers of their processors. The primary key of `signal_results` is what lets each answer count once. */
export class Migration20261121000500_signals extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE signals (
        signal_id text PRIMARY KEY,
        value double precision NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'completed')),
        processors json NOT NULL,
        missing json NOT NULL DEFAULT '[]',
        received_at timestamptz NOT NULL DEFAULT now(),
        completed_at timestamptz,
        CONSTRAINT completed_has_a_time CHECK ((status = 'completed') = (completed_at IS NOT NULL))
      ) WITH (fillfactor = 80)`);
    this.addSql('CREATE INDEX signals_received ON signals (received_at, signal_id)');
    this.addSql(`
      CREATE TABLE signal_results (
        signal_id text NOT NULL,
        processor text NOT NULL,
        value double precision NOT NULL,
        late boolean NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (signal_id, processor)
      )`);
  }

  override down(): void {
    this.addSql('DROP TABLE signal_results, signals');
  }
}
