import type { Invariant } from '../definition.ts';
import type { Sql } from '../sql.ts';

async function lines(sql: Sql, name: string, text: string): Promise<string[]> {
  return (await sql.query<{ line: string }>(name, text)).map(({ line }) => line);
}

/**
 * The retention period cannot have removed the cause of an event: its actor has all of its turns, or it is a handler's and
 * newer than what handlers lost. By a minute, because a turn is written down with the time at which its transaction began.
 */
const notRemoved = `
  coalesce(a.history_from, 1) = 1
  AND (a.address IS NOT NULL OR e.at > coalesce((SELECT max(removed_before) + interval '1 minute' FROM retention), '-infinity'))`;

/** What must hold of the runtime's own rows, by SQL alone. Each check answers at most 100 violations. */
export const storedInvariants: readonly Invariant[] = [
  {
    name: 'the turns in the journal are those that the actor took, without gaps',
    check: (sql) =>
      lines(
        sql,
        'invariant_turns',
        `SELECT format('%s is at turn %s; its journal holds %s turns, the last is %s', a.address, a.version, j.turns, j.last) AS line
         FROM actors a JOIN LATERAL (
           SELECT count(*) AS turns, coalesce(max(version), a.history_from - 1) AS last FROM journal
           WHERE actor = a.address AND version >= a.history_from
         ) j ON true
         WHERE j.turns <> a.version - a.history_from + 1 OR j.last <> a.version LIMIT 100`,
      ),
  },
  {
    name: 'event versions per actor start at 1 and have no gaps',
    check: (sql) =>
      lines(
        sql,
        'invariant_events',
        `SELECT format('%s has %s events, versions %s to %s', actor, count(*), min(version), max(version)) AS line
         FROM events GROUP BY actor HAVING count(*) <> max(version) OR min(version) <> 1 LIMIT 100`,
      ),
  },
  {
    name: 'a machine actor has emitted as many events as its row says',
    check: (sql) =>
      lines(
        sql,
        'invariant_event_count',
        `SELECT format('%s says %s events, the store holds %s', a.address, a.event_count, count(e.version)) AS line
         FROM actors a LEFT JOIN events e ON e.actor = a.address
         GROUP BY a.address, a.event_count HAVING count(e.version) <> a.event_count LIMIT 100`,
      ),
  },
  {
    name: 'an event was caused by a message in the journal',
    check: (sql) =>
      lines(
        sql,
        'invariant_event_cause',
        `SELECT format('%s of %s was caused by %s, which is not in the journal', e.type, e.actor, e.message_id) AS line
         FROM events e LEFT JOIN journal j ON j.actor = e.actor AND j.message_id = e.message_id
         LEFT JOIN actors a ON a.address = e.actor
         WHERE j.actor IS NULL AND ${notRemoved} LIMIT 100`,
      ),
  },
  {
    name: 'no actor that something is pending for has lost its turns',
    check: (sql) =>
      lines(
        sql,
        'invariant_history',
        `SELECT format('%s is in %s, and its %s turns were removed', address, state, version) AS line
         FROM actors WHERE history_from = version + 1 AND status = 'active'
           AND (snapshot -> 'timers' IS NOT NULL OR snapshot -> 'activities' IS NOT NULL) LIMIT 100`,
      ),
  },
  {
    name: 'a parked message waits behind a dead letter of its actor',
    check: (sql) =>
      lines(
        sql,
        'invariant_parked',
        `SELECT format('%s to %s waits behind nothing', p.message_id, p.actor) AS line
         FROM parked p WHERE NOT EXISTS (
           SELECT 1 FROM dead_letters d WHERE d.actor = p.actor AND d.state IN ('open', 'redriving'))
         LIMIT 100`,
      ),
  },
  {
    name: 'an actor with a timer has a wake row that is not too late',
    check: (sql) =>
      lines(
        sql,
        'invariant_wakes',
        `SELECT format('%s has a timer due %s and wakes %s', a.address, t.due, coalesce(w.due::text, 'never')) AS line
         FROM actors a
         CROSS JOIN LATERAL (
           SELECT min(to_timestamp((timer ->> 'dueAt')::double precision / 1000)) AS due FROM json_array_elements(a.snapshot -> 'timers') timer
         ) t
         LEFT JOIN wakes w ON w.address = a.address
         WHERE a.status = 'active' AND json_typeof(a.snapshot -> 'timers') = 'array'
           AND t.due > now() AND (w.due IS NULL OR w.due > t.due + interval '1 millisecond') LIMIT 100`,
      ),
  },
  {
    name: 'an activity that an actor waits for is on its way or a dead letter',
    check: (sql) =>
      lines(
        sql,
        'invariant_activities',
        `WITH waiting AS (
           SELECT a.address, activity ->> 'id' AS id, activity ->> 'src' AS src
           FROM actors a CROSS JOIN LATERAL json_array_elements(a.snapshot -> 'activities') activity
           WHERE a.status = 'active' AND json_typeof(a.snapshot -> 'activities') = 'array'
         ), carried AS (
           SELECT message ->> 'id' AS id, message ->> 'to' AS actor FROM outbox CROSS JOIN LATERAL json_array_elements(messages) message
           UNION ALL SELECT message_id, actor FROM dead_letters WHERE state IN ('open', 'redriving')
           UNION ALL SELECT message_id, actor FROM parked
         )
         SELECT format('%s waits for %s (%s), and nothing carries it', w.address, w.src, w.id) AS line
         FROM waiting w WHERE NOT EXISTS (SELECT 1 FROM carried c WHERE c.id = w.id AND c.actor = w.address) LIMIT 100`,
      ),
  },
];
