import { Migration } from '@mikro-orm/migrations';

/** How an order is fulfilled; null: orchestrated. The index holds the choreographed ones only, so it costs others nothing. */
export class Migration20261121000200_choreography extends Migration {
  override up(): void {
    this.addSql('ALTER TABLE order_views ADD COLUMN fulfilment text');
    this.addSql(
      `CREATE INDEX order_views_choreographed ON order_views (placed_at, order_id) WHERE fulfilment = 'choreography'`,
    );
  }

  override down(): void {
    this.addSql('ALTER TABLE order_views DROP COLUMN fulfilment');
  }
}
