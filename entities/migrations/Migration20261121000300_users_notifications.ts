import { Migration } from '@mikro-orm/migrations';

/** Users, what the order side knows of its customers, and what is told to whom. */
export class Migration20261121000300_users_notifications extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE users (
        user_id text PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        registered_at timestamptz NOT NULL DEFAULT now()
      )`);
    this.addSql('CREATE UNIQUE INDEX users_email ON users (lower(email))');
    this.addSql(`
      CREATE TABLE customers (
        customer_id text PRIMARY KEY,
        name text,
        email text,
        orders integer NOT NULL,
        confirmed integer NOT NULL,
        cancelled integer NOT NULL,
        spent jsonb NOT NULL,
        seen_tx bigint NOT NULL,
        seen_pos bigint NOT NULL
      ) WITH (fillfactor = 50)`);
    this.addSql(`
      CREATE TABLE notifications (
        notification_id text PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        kind text NOT NULL,
        actor text NOT NULL,
        version integer NOT NULL,
        order_id text,
        about json NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT one_notification_per_event UNIQUE (actor, version)
      )`);
    this.addSql('CREATE INDEX notifications_order ON notifications (order_id) WHERE order_id IS NOT NULL');
    this.addSql(`
      CREATE TABLE notification_deliveries (
        notification_id text NOT NULL,
        channel text NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'sent', 'skipped', 'failed')),
        attempts integer NOT NULL DEFAULT 0,
        recipient text,
        detail text,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (notification_id, channel)
      ) WITH (fillfactor = 70)`);
    for (const status of ['pending', 'failed']) {
      this.addSql(
        `CREATE INDEX notification_deliveries_${status} ON notification_deliveries (notification_id) WHERE status = '${status}'`,
      );
    }
    this.addSql(`
      CREATE TABLE webhooks (
        webhook_id text PRIMARY KEY,
        url text NOT NULL,
        kinds text[],
        secret text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  override down(): void {
    this.addSql('DROP TABLE webhooks, notification_deliveries, notifications, customers, users');
  }
}
