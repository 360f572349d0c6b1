import { integers, type Projection, texts } from '../../runtime/index.ts';
import { bucketSql } from './histogram.ts';

/** A quarter of an hour: the offsets of all time zones of today are multiples of it. */
export const SLOT_SQL = "date_bin('15 minutes', at, timestamptz '2000-01-01T00:00:00Z')";

const DURATION_SQL = 'round(extract(epoch FROM at - placed_at) * 1000)::bigint';

/**
 * Takes the events by their keys and counts what is stored under them: times stay as exact as PostgreSQL has them, and an
 * order's duration needs no memory of its own, because its first event is where it was.
 */
const COUNT = `
  WITH told AS MATERIALIZED (
    SELECT e.type, e.at, e.payload, p.at AS placed_at
      FROM unnest($1::text[], $2::integer[]) AS t (actor, version)
      JOIN events e ON e.actor = t.actor AND e.version = t.version
      JOIN events p ON p.actor = t.actor AND p.version = 1
  ), figures AS (
    SELECT ${SLOT_SQL} AS slot, 'placed' AS metric, coalesce(payload ->> 'currency', '') AS label, 0 AS bucket, coalesce((payload ->> 'totalMinor')::bigint, 0) AS amount
      FROM told WHERE type = 'OrderPlaced'
    UNION ALL SELECT ${SLOT_SQL}, 'confirmed', coalesce(payload ->> 'currency', ''), 0, coalesce((payload ->> 'totalMinor')::bigint, 0)
      FROM told WHERE type = 'OrderConfirmed'
    UNION ALL SELECT ${SLOT_SQL}, 'cancelled', coalesce(payload ->> 'reason', ''), 0, 0
      FROM told WHERE type = 'OrderCancelled'
    UNION ALL SELECT ${SLOT_SQL}, 'duration', CASE type WHEN 'OrderConfirmed' THEN 'confirmed' ELSE 'cancelled' END,
                     ${bucketSql(DURATION_SQL)}, ${DURATION_SQL}
      FROM told WHERE type IN ('OrderConfirmed', 'OrderCancelled')
  )
  INSERT INTO analytics_slots AS s (slot, metric, label, bucket, count, amount)
  SELECT slot, metric, label, bucket, count(*), sum(amount) FROM figures GROUP BY slot, metric, label, bucket ORDER BY slot, metric, label, bucket
  ON CONFLICT (slot, metric, label, bucket) DO UPDATE SET count = s.count + excluded.count, amount = s.amount + excluded.amount`;

/**
 * The figures of all orders. They are sums, so an event must count once: the checkpoint that commits with them sees to
 * that, whatever is delivered again.
 */
export const analyticsView: Projection = {
  name: 'analytics',
  table: 'analytics_slots',
  events: ['OrderPlaced', 'OrderConfirmed', 'OrderCancelled'],

  async apply(events, sql) {
    const ofOrders = events.filter(({ actor }) => actor.startsWith('order/'));
    if (ofOrders.length === 0) return;
    await sql.query('analytics-count', COUNT, [
      texts(ofOrders.map(({ actor }) => actor)),
      integers(ofOrders.map(({ version }) => version)),
    ]);
  },
};
