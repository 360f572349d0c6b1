import type { Invariant, Sql } from '../../runtime/index.ts';

const most = 100;

async function lines(sql: Sql, name: string, text: string): Promise<string[]> {
  const rows = await sql.query<{ line: string }>(name, `${text} LIMIT ${most}`);
  return rows.map(({ line }) => line);
}

/** The processors of a signal, by what became of each. */
const processors = `
  SELECT s.signal_id, s.status, s.missing, p.name,
         EXISTS (SELECT FROM json_array_elements_text(s.missing) m WHERE m = p.name) AS is_missing,
         EXISTS (SELECT FROM signal_results r WHERE r.signal_id = s.signal_id AND r.processor = p.name AND NOT r.late)
           AS has_result
    FROM signals s, json_array_elements_text(s.processors) AS p (name)`;

/** What must hold of signals. Each check answers at most 100 violations. */
export const signalInvariants: readonly Invariant[] = [
  {
    name: 'of each completed signal, every processor either has a result or is named as missing',
    check: (sql) =>
      lines(
        sql,
        'invariant-signal-complete',
        `SELECT format('signal %s: %s %s', signal_id, name,
                       CASE WHEN has_result THEN 'has a result and is named as missing'
                            ELSE 'has no result and is not named as missing' END) AS line
           FROM (${processors}) p WHERE status = 'completed' AND has_result = is_missing`,
      ),
  },
  {
    name: 'results come from processors that were asked, and late ones only after the end',
    check: (sql) =>
      lines(
        sql,
        'invariant-signal-results',
        `SELECT format('signal %s (%s): result of %s, late: %s', r.signal_id, coalesce(s.status, 'unknown'), r.processor,
                       r.late) AS line
           FROM signal_results r LEFT JOIN signals s USING (signal_id)
          WHERE s.signal_id IS NULL OR (r.late AND s.status = 'pending')
             OR NOT EXISTS (SELECT FROM json_array_elements_text(s.processors) p WHERE p = r.processor)`,
      ),
  },
  {
    name: 'signals and their actors agree, and each completed one has told so once',
    check: (sql) =>
      lines(
        sql,
        'invariant-signal-actor',
        `SELECT format('signal/%s is %s; its actor is in %s, %s of %s answers are recorded, SignalCompleted was told %s times',
                       c.id, coalesce(c.status, 'nowhere'), coalesce(c.state, 'no state'), c.recorded, c.counted, c.told) AS line
           FROM (SELECT coalesce(s.signal_id, substr(a.address, 8)) AS id, s.status, a.state,
                        (SELECT count(*) FROM signal_results r WHERE r.signal_id = s.signal_id AND NOT r.late) AS recorded,
                        (SELECT count(*) FROM json_object_keys(a.snapshot -> 'context' -> 'answers')) AS counted,
                        (SELECT count(*) FROM events e WHERE e.actor = a.address AND e.type = 'SignalCompleted') AS told
                   FROM signals s
                   FULL JOIN (SELECT * FROM actors WHERE type = 'signal') a ON a.address = 'signal/' || s.signal_id) c
          WHERE c.status IS NULL OR c.state IS NULL OR c.recorded <> c.counted
             OR (c.status = 'completed') <> (c.state <> 'gathering')
             OR c.told <> CASE WHEN c.status = 'completed' THEN 1 ELSE 0 END`,
      ),
  },
  {
    name: 'every signal has been decided, or its deadline will decide it',
    check: (sql) =>
      lines(
        sql,
        'invariant-signal-alive',
        `SELECT format('%s is gathering without a deadline', a.address) AS line
           FROM actors a
          WHERE a.type = 'signal' AND a.state = 'gathering' AND coalesce(json_array_length(a.snapshot -> 'timers'), 0) = 0
            AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.actor = a.address AND d.state IN ('open', 'redriving'))`,
      ),
  },
];
