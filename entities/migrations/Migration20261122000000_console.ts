import { Migration } from '@mikro-orm/migrations';

/**
 * By what the console finds orders: the correlation id of the request that placed them, and the products in them. Both
 * belong to the view, which a consumer keeps: no turn waits for them. What each costs per saga stands in
 * docs/inspection.md. And what a product costs, so that the shop need not know.
 */
export class Migration20261122000000_console extends Migration {
  override up(): void {
    this.addSql('ALTER TABLE order_views ADD COLUMN correlation_id text');
    this.addSql(`
      UPDATE order_views v SET correlation_id = e.correlation_id
        FROM events e WHERE e.actor = 'order/' || v.order_id AND e.type = 'OrderPlaced'`);
    this.addSql('CREATE INDEX order_views_correlation ON order_views (correlation_id)');
    this.addSql(`
      CREATE FUNCTION ordered_products(items json) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN ARRAY(SELECT item ->> 'productId' FROM json_array_elements(items) AS item)`);
    this.addSql('CREATE INDEX order_views_products ON order_views USING gin (ordered_products(items))');
    this.addSql('ALTER TABLE products ADD COLUMN unit_price_minor bigint CHECK (unit_price_minor >= 0)');
  }

  override down(): void {
    this.addSql('ALTER TABLE products DROP COLUMN unit_price_minor');
    this.addSql('DROP INDEX order_views_products');
    this.addSql('DROP FUNCTION ordered_products');
    this.addSql('ALTER TABLE order_views DROP COLUMN correlation_id');
  }
}
