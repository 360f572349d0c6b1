import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { AuditEntry, DeadLetterGroup } from './api.ts';
import { reason } from './stuck.ts';

const HOURS = 24;

const GROUPS = `
  WITH open AS (
    SELECT id, actor, split_part(actor, '/', 1) AS type, message_type, code, failed_at, error ->> 'message' AS error,
           (floor(extract(epoch FROM now() - failed_at) / 3600))::int AS hours_ago
    FROM dead_letters WHERE state = 'open' AND ($1::text IS NULL OR split_part(actor, '/', 1) = $1)
  ), waiting AS (
    SELECT actor, count(*) AS parked FROM parked WHERE actor IN (SELECT actor FROM open) GROUP BY actor
  ), hours AS (
    SELECT type, message_type, code, json_object_agg(hours_ago, count) AS hours FROM (
      SELECT type, message_type, code, hours_ago, count(*) FROM open WHERE hours_ago < ${HOURS} GROUP BY 1, 2, 3, 4
    ) h GROUP BY 1, 2, 3
  ), parked_by AS (
    SELECT type, message_type, code, sum(parked)::int AS parked FROM (
      SELECT DISTINCT o.type, o.message_type, o.code, w.actor, w.parked FROM open o JOIN waiting w ON w.actor = o.actor
    ) p GROUP BY 1, 2, 3
  )
  SELECT o.code, o.message_type, o.type, count(*)::int AS count, count(DISTINCT o.actor)::int AS actors,
         coalesce(max(p.parked), 0)::int AS parked, min(o.failed_at) AS first, max(o.failed_at) AS last,
         (array_agg(o.error ORDER BY o.id DESC))[1] AS error, (array_agg(o.actor ORDER BY o.id DESC))[1] AS actor,
         max(o.id)::text AS sample_id, max(h.hours::text)::json AS hours
  FROM open o LEFT JOIN hours h USING (type, message_type, code) LEFT JOIN parked_by p USING (type, message_type, code)
  GROUP BY 1, 2, 3 ORDER BY 6 DESC, 4 DESC, 8 DESC`;

interface Row {
  code: string;
  message_type: string;
  type: string;
  count: number;
  actors: number;
  parked: number;
  first: Date;
  last: Date;
  error: string;
  actor: Address;
  sample_id: string;
  hours: Record<string, number> | null;
}

/** Open dead letters by error, message and actor type; most parked first. */
export async function deadLetterGroups(sql: Sql, actorType?: string): Promise<DeadLetterGroup[]> {
  const rows = await sql.query<Row>('letter_groups', GROUPS, [actorType ?? null]);
  return rows.map(({ code, message_type: messageType, type, count, actors, parked, first, last, ...row }) => ({
    code,
    messageType,
    actorType: type,
    count,
    actors,
    parked,
    first: first.toISOString(),
    last: last.toISOString(),
    hours: Array.from({ length: HOURS }, (_, index) => row.hours?.[HOURS - 1 - index] ?? 0),
    error: reason({ actor: row.actor, messageType, error: row.error }),
    sampleId: row.sample_id,
  }));
}

const AUDIT = `
  SELECT a ->> 'at' AS at, a ->> 'by' AS by, a ->> 'action' AS action, a ->> 'note' AS note, a -> 'was' AS was, d.id::text AS "deadLetterId",
         d.actor, d.message_type AS "messageType", d.code, d.state
  FROM dead_letters d CROSS JOIN LATERAL json_array_elements(d.audit) AS a
  WHERE json_array_length(d.audit) > 0 AND ($1::text IS NULL OR a ->> 'at' < $1)
  ORDER BY a ->> 'at' DESC LIMIT $2`;

/** What people did with dead letters, newest first. */
export function readAudit(
  sql: Sql,
  { limit = 50, before }: { limit?: number; before?: string },
): Promise<AuditEntry[]> {
  return sql.query<AuditEntry>('letter_audit', AUDIT, [before ?? null, limit]);
}
