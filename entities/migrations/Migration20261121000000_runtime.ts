import { Migration } from '@mikro-orm/migrations';

/**
 * The runtime's own tables. What decides their shape is measured: no index on a column that a turn changes, room on the
 * page for the next version of a row (fillfactor), and vacuum that keeps up with the tables that churn.
 */
export class Migration20261121000000_runtime extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE actors (
        address text PRIMARY KEY,
        type text NOT NULL,
        machine_version integer NOT NULL,
        version integer NOT NULL,
        status text NOT NULL,
        state text NOT NULL,
        event_count integer NOT NULL,
        snapshot json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2)`);
    this.addSql(`
      CREATE TABLE journal (
        actor text NOT NULL,
        message_id text NOT NULL,
        version integer NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        message json NOT NULL,
        PRIMARY KEY (actor, message_id)
      )`);
    this.addSql(`
      CREATE TABLE events (
        tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
        pos bigint GENERATED ALWAYS AS IDENTITY,
        actor text NOT NULL,
        version integer NOT NULL,
        type text NOT NULL,
        payload json NOT NULL,
        message_id text NOT NULL,
        correlation_id text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (actor, version)
      )`);
    this.addSql('CREATE INDEX events_in_commit_order ON events (tx, pos)');
    this.addSql(`
      CREATE TABLE outbox (
        id text PRIMARY KEY,
        queue text NOT NULL,
        owner text NOT NULL,
        epoch text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        messages json NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
              toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000)`);
    this.addSql('ALTER TABLE outbox ALTER COLUMN messages SET STORAGE EXTERNAL');
    this.addSql(`
      CREATE TABLE wakes (
        address text PRIMARY KEY,
        due timestamptz NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`);
    this.addSql('CREATE INDEX wakes_by_due ON wakes (due)');
    this.addSql(`
      CREATE TABLE dead_letters (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        actor text NOT NULL,
        message_id text NOT NULL,
        message_type text NOT NULL,
        message json NOT NULL,
        code text NOT NULL,
        error json NOT NULL,
        attempts integer NOT NULL,
        history json NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'redriving', 'redriven', 'discarded')),
        failed_at timestamptz NOT NULL DEFAULT now(),
        audit json NOT NULL DEFAULT '[]'
      )`);
    this.addSql(
      `CREATE UNIQUE INDEX dead_letters_unsettled ON dead_letters (actor, message_id) WHERE state IN ('open', 'redriving')`,
    );
    this.addSql('CREATE INDEX dead_letters_by_actor ON dead_letters (actor)');
    this.addSql(`
      CREATE TABLE parked (
        seq bigint GENERATED ALWAYS AS IDENTITY,
        actor text NOT NULL,
        message_id text NOT NULL,
        message json NOT NULL,
        PRIMARY KEY (actor, message_id)
      )`);
    this.addSql(`
      CREATE TABLE processes (
        id text PRIMARY KEY,
        beat timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz NOT NULL DEFAULT now(),
        description text NOT NULL
      ) WITH (fillfactor = 50)`);
    this.addSql(`
      CREATE TABLE checkpoints (
        name text PRIMARY KEY,
        tx xid8 NOT NULL,
        pos bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 50)`);
  }

  override down(): void {
    for (const table of [
      'actors',
      'journal',
      'events',
      'outbox',
      'wakes',
      'dead_letters',
      'parked',
      'processes',
      'checkpoints',
    ]) {
      this.addSql(`DROP TABLE IF EXISTS ${table}`);
    }
  }
}
