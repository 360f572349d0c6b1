import type { Sql } from '../sql.ts';
import { didNotHold, orFail } from '../store/or-fail.ts';
import { type Position, START } from './position.ts';

export async function readCheckpoint(sql: Sql, name: string): Promise<Position> {
  const [row] = await sql.query<{ tx: string; pos: string }>(
    'checkpoint',
    'SELECT tx::text AS tx, pos FROM checkpoints WHERE name = $1',
    [name],
  );
  return row ? { tx: BigInt(row.tx), pos: BigInt(row.pos) } : START;
}

/**
 * Has each of these stand at the start where it has never been: whoever looks for what is behind finds consumers by their
 * checkpoints, and one that has not come to its first event is behind too.
 */
export async function openCheckpoints(sql: Sql, names: readonly string[]): Promise<void> {
  await sql.query(
    'open_checkpoints',
    `INSERT INTO checkpoints (name, tx, pos) SELECT name, $2::text::xid8, $3::bigint FROM unnest($1::text[]) AS name
     ON CONFLICT (name) DO NOTHING`,
    [names, START.tx.toString(), START.pos.toString()],
  );
}

const ADVANCE = `
  WITH moved AS (
    INSERT INTO checkpoints (name, tx, pos) VALUES ($1, $2::text::xid8, $3::bigint)
    ON CONFLICT (name) DO UPDATE SET tx = EXCLUDED.tx, pos = EXCLUDED.pos, updated_at = now()
    WHERE (checkpoints.tx, checkpoints.pos) = ($4::text::xid8, $5::bigint)
    RETURNING name
  )
  SELECT ${orFail('EXISTS (SELECT FROM moved)')}`;

/** Another process moved the checkpoint: this one must not go on from what it remembers. */
export class CheckpointMoved extends Error {}

/**
 * Moves on from `from` to `to`, in the transaction of the effect. Where `from` is not current the statement fails, and with
 * it the transaction, so that the commit may be sent behind it without waiting. Rejects with `CheckpointMoved`.
 */
export async function advance(sql: Sql, name: string, from: Position, to: Position): Promise<void> {
  const values = [name, to.tx.toString(), to.pos.toString(), from.tx.toString(), from.pos.toString()];
  await sql.query('advance', ADVANCE, values).catch((error: unknown) => {
    if (!didNotHold(error)) throw error;
    throw new CheckpointMoved(`the checkpoint of ${name} was moved by another process`, { cause: error });
  });
}
