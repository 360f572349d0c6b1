import { Migration } from '@mikro-orm/migrations';

/**
 * The business tables. Rows that are updated in place leave room on their pages (`fillfactor`), and columns that change
 * on the hot path carry no index, so that updates stay heap-only. The one exception is the partial index behind the
 * expiry of reservations: a reservation leaves it once, for good.
 */
export class Migration20261121000100_business extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE products (
        product_id text PRIMARY KEY,
        product_name text NOT NULL,
        received bigint NOT NULL DEFAULT 0,
        available bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
        reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
        shipped bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
        CONSTRAINT stock_is_conserved CHECK (received = available + reserved + shipped)
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`);
    this.addSql(`
      CREATE TABLE reservations (
        order_id text PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('reserved', 'expiring', 'committed', 'released', 'rejected')),
        items json NOT NULL,
        expires_at timestamptz
      ) WITH (fillfactor = 60)`);
    this.addSql(`CREATE INDEX reservations_expiry ON reservations (expires_at) WHERE status = 'reserved'`);
    this.addSql(`
      CREATE TABLE payments (
        order_id text PRIMARY KEY,
        status text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        currency text,
        charge_id text,
        refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0 AND refunded_minor <= amount_minor),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 80)`);
    this.addSql(`
      CREATE TABLE shipments (
        order_id text PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('prepared', 'refused', 'cancelled')),
        country text,
        tracking_number text,
        reason text
      ) WITH (fillfactor = 90)`);
    this.addSql(`
      CREATE TABLE shipping_countries (
        country text PRIMARY KEY CHECK (country = upper(country) AND length(country) = 2),
        daily_capacity integer CHECK (daily_capacity >= 0),
        booked integer NOT NULL DEFAULT 0,
        booked_on date
      ) WITH (fillfactor = 50)`);
    this.addSql(`
      CREATE TABLE order_views (
        order_id text PRIMARY KEY,
        customer_id text,
        status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'cancelled')),
        step text NOT NULL,
        reason text,
        total_minor bigint,
        currency text,
        items json,
        placed_at timestamptz,
        updated_at timestamptz NOT NULL,
        version integer NOT NULL
      ) WITH (fillfactor = 70)`);
    this.addSql('CREATE INDEX order_views_customer ON order_views (customer_id, placed_at, order_id)');
    this.addSql('CREATE INDEX order_views_placed ON order_views (placed_at, order_id)');
    this.addSql(`CREATE INDEX order_views_pending ON order_views (placed_at, order_id) WHERE status = 'pending'`);
  }

  override down(): void {
    this.addSql('DROP TABLE order_views, shipping_countries, shipments, payments, reservations, products');
  }
}
