import type { Invariant } from '../../runtime/index.ts';

/**
 * Counted without the view's own statement: by UTC day, straight from the events up to the view's checkpoint. Durations
 * are compared by their number and sum.
 */
const RECOUNT = `
  WITH counted AS (
    SELECT e.type, e.at, e.payload, e.actor FROM events e
     WHERE e.actor LIKE 'order/%' AND e.type IN ('OrderPlaced', 'OrderConfirmed', 'OrderCancelled')
       AND (e.tx, e.pos) <= (SELECT c.tx, c.pos FROM checkpoints c WHERE c.name = 'analytics')
  ), recount AS (
    SELECT (at AT TIME ZONE 'UTC')::date AS day,
           CASE type WHEN 'OrderPlaced' THEN 'placed' WHEN 'OrderConfirmed' THEN 'confirmed' ELSE 'cancelled' END AS metric,
           coalesce(CASE type WHEN 'OrderCancelled' THEN payload ->> 'reason' ELSE payload ->> 'currency' END, '') AS label,
           count(*)::bigint AS count,
           coalesce(sum(CASE type WHEN 'OrderCancelled' THEN 0 ELSE (payload ->> 'totalMinor')::bigint END), 0)::bigint AS amount
      FROM counted GROUP BY 1, 2, 3
    UNION ALL
    SELECT (e.at AT TIME ZONE 'UTC')::date, 'duration', CASE e.type WHEN 'OrderConfirmed' THEN 'confirmed' ELSE 'cancelled' END,
           count(*)::bigint, sum(round(extract(epoch FROM e.at) * 1000 - extract(epoch FROM p.at) * 1000))::bigint
      FROM counted e JOIN events p ON p.actor = e.actor AND p.type = 'OrderPlaced' WHERE e.type <> 'OrderPlaced' GROUP BY 1, 2, 3
  ), told AS (
    SELECT (slot AT TIME ZONE 'UTC')::date AS day, metric, label, sum(count)::bigint AS count, sum(amount)::bigint AS amount
      FROM analytics_slots GROUP BY 1, 2, 3
  )
  SELECT format('%s %s %s: told %s (%s), the events give %s (%s)', day, metric, label, coalesce(t.count, 0), coalesce(t.amount, 0),
                coalesce(r.count, 0), coalesce(r.amount, 0)) AS line
    FROM told t FULL JOIN recount r USING (day, metric, label)
   WHERE (t.count, t.amount) IS DISTINCT FROM (r.count, r.amount) LIMIT 100`;

export const analyticsInvariants: readonly Invariant[] = [
  {
    name: 'the figures of analytics equal a recount from the events',
    check: async (sql) => {
      const [found] = await sql.query<{ exists: boolean }>(
        'analytics-exists',
        "SELECT to_regclass('analytics_slots') IS NOT NULL AS exists",
      );
      if (!found?.exists) return [];
      return (await sql.query<{ line: string }>('analytics-recount', RECOUNT)).map(({ line }) => line);
    },
  },
];
