import { says } from '../dead-letters/rows.ts';
import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { AuditEntry, DeadLetterGroup, LetterGroupsFilter } from './api.ts';
import { reason } from './stuck.ts';

const HOURS = 24;

const GROUPS = `
  WITH found AS (
    SELECT d.id, d.actor, split_part(d.actor, '/', 1) AS type, d.message_type, d.code, d.failed_at,
           d.error ->> 'message' AS error, (floor(extract(epoch FROM now() - d.failed_at) / 3600))::int AS hours_ago
    FROM dead_letters d
    WHERE d.state = $2 AND ($1::text IS NULL OR split_part(d.actor, '/', 1) = $1) AND ${says('$3')}
  ), waiting AS (
    SELECT actor, count(*) AS parked FROM parked
    WHERE $2 IN ('open', 'redriving') AND actor IN (SELECT actor FROM found) GROUP BY actor
  ), hours AS (
    SELECT type, message_type, code, json_object_agg(hours_ago, count) AS hours FROM (
      SELECT type, message_type, code, hours_ago, count(*) FROM found WHERE hours_ago < ${HOURS} GROUP BY 1, 2, 3, 4
    ) h GROUP BY 1, 2, 3
  ), parked_by AS (
    SELECT type, message_type, code, sum(parked)::int AS parked FROM (
      SELECT DISTINCT f.type, f.message_type, f.code, w.actor, w.parked FROM found f JOIN waiting w ON w.actor = f.actor
    ) p GROUP BY 1, 2, 3
  )
  SELECT f.code, f.message_type, f.type, count(*)::int AS count, count(DISTINCT f.actor)::int AS actors,
         coalesce(max(p.parked), 0)::int AS parked, min(f.failed_at) AS first, max(f.failed_at) AS last,
         (array_agg(f.error ORDER BY f.id DESC))[1] AS error, (array_agg(f.actor ORDER BY f.id DESC))[1] AS actor,
         max(f.id)::text AS sample_id, max(h.hours::text)::json AS hours
  FROM found f LEFT JOIN hours h USING (type, message_type, code) LEFT JOIN parked_by p USING (type, message_type, code)
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

/** Dead letters by error, message and actor type; most parked first. */
export async function deadLetterGroups(
  sql: Sql,
  { actorType, state = 'open', text }: LetterGroupsFilter = {},
): Promise<DeadLetterGroup[]> {
  const rows = await sql.query<Row>('letter_groups', GROUPS, [actorType ?? null, state, text ?? null]);
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
