import { OrderlyError, type Sql } from '../../runtime/index.ts';

/** A signal as clients see it. `results` and `missing` are settled once it is completed; late answers never show here. */
export interface Signal {
  signalId: string;
  value: number;
  status: 'pending' | 'completed';
  partial: boolean;
  results: { processor: string; value: number }[];
  missing: string[];
  receivedAt: string;
  completedAt?: string;
}

/** Every answer that came, the late ones too. */
export interface SignalResult {
  processor: string;
  value: number;
  late: boolean;
  at: string;
}

export interface SignalFilter {
  status?: Signal['status'];
  /** The `nextCursor` of the page before. */
  cursor?: string;
  /** Default 50. */
  limit?: number;
}

export interface SignalPage {
  items: Signal[];
  /** Absent on the last page. */
  nextCursor?: string;
}

/** The cursor was not made by this list. */
export class InvalidSignalCursor extends OrderlyError {
  constructor(cursor: string) {
    super('INVALID_CURSOR', `"${cursor}" is not a cursor of this list; start without one`, 'never');
  }
}

interface Row {
  signalId: string;
  value: number;
  status: Signal['status'];
  missing: string[];
  results: { processor: string; value: number }[];
  receivedAt: Date;
  receivedUs: string;
  completedAt: Date | null;
}

const select = `
  SELECT s.signal_id AS "signalId", s.value, s.status, s.missing, s.received_at AS "receivedAt",
         (extract(epoch FROM s.received_at) * 1000000)::bigint AS "receivedUs", s.completed_at AS "completedAt",
         coalesce((SELECT json_agg(json_build_object('processor', r.processor, 'value', r.value) ORDER BY p.place)
                     FROM json_array_elements_text(s.processors) WITH ORDINALITY AS p (name, place)
                     JOIN signal_results r ON r.signal_id = s.signal_id AND r.processor = p.name AND NOT r.late), '[]')
           AS results
    FROM signals s`;

/** Written with the signal's own turns, so that whoever has submitted one reads it. */
export async function getSignal(sql: Sql, signalId: string): Promise<Signal | undefined> {
  const rows = await sql.query<Row>('signal-get', `${select} WHERE s.signal_id = $1`, [signalId]);
  return rows[0] && present(rows[0]);
}

/** Newest first. Throws `InvalidSignalCursor`. */
export async function listSignals(
  sql: Sql,
  { status, cursor, limit = 50 }: SignalFilter = {},
): Promise<SignalPage> {
  const rows = await sql.query<Row>(
    `signal-list-${status ?? 'any'}`,
    `${select}
      WHERE (s.received_at, s.signal_id) < (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::text)
        ${status === undefined ? '' : `AND s.status = '${status}'`}
      ORDER BY s.received_at DESC, s.signal_id DESC LIMIT $3`,
    [...decode(cursor), limit + 1],
  );
  const items = rows.slice(0, limit).map(present);
  const last = rows[limit - 1];
  if (rows.length <= limit || !last) return { items };
  return { items, nextCursor: Buffer.from(`${last.receivedUs} ${last.signalId}`).toString('base64url') };
}

/** In the order in which they came; empty where there is no such signal. */
export async function listSignalResults(sql: Sql, signalId: string): Promise<SignalResult[]> {
  const rows = await sql.query<Omit<SignalResult, 'at'> & { at: Date }>(
    'signal-results-list',
    'SELECT processor, value, late, at FROM signal_results WHERE signal_id = $1 ORDER BY at, processor',
    [signalId],
  );
  return rows.map(({ at, ...result }) => ({ ...result, at: at.toISOString() }));
}

function present({ signalId, value, status, missing, results, receivedAt, completedAt }: Row): Signal {
  return {
    signalId,
    value,
    status,
    partial: missing.length > 0,
    results,
    missing,
    receivedAt: receivedAt.toISOString(),
    ...(completedAt ? { completedAt: completedAt.toISOString() } : {}),
  };
}

/** Where the page before ended: microseconds since the epoch, and an id. Without one, above everything. */
function decode(cursor: string | undefined): [micros: string, signalId: string] {
  if (cursor === undefined) return ['99999999999999999', ''];
  const found = /^(\d{1,17}) ([\w.~-]+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!found?.[1] || !found[2]) throw new InvalidSignalCursor(cursor);
  return [found[1], found[2]];
}
