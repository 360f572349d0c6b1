import type { Sql } from '../sql.ts';
import { type Position, START } from './position.ts';

export async function readCheckpoint(sql: Sql, name: string): Promise<Position> {
  const [row] = await sql.query<{ tx: string; pos: string }>(
    'checkpoint',
    'SELECT tx::text AS tx, pos FROM checkpoints WHERE name = $1',
    [name],
  );
  return row ? { tx: BigInt(row.tx), pos: BigInt(row.pos) } : START;
}

const ADVANCE = `
  INSERT INTO checkpoints (name, tx, pos) VALUES ($1, $2::text::xid8, $3::bigint)
  ON CONFLICT (name) DO UPDATE SET tx = EXCLUDED.tx, pos = EXCLUDED.pos, updated_at = now()
  WHERE (checkpoints.tx, checkpoints.pos) = ($4::text::xid8, $5::bigint)
  RETURNING name`;

/** Another process moved the checkpoint: this one must not go on from what it remembers. */
export class CheckpointMoved extends Error {}

/** Moves on from `from` to `to`, in the transaction of the effect. Throws `CheckpointMoved` where `from` is not current. */
export async function advance(sql: Sql, name: string, from: Position, to: Position): Promise<void> {
  const values = [name, to.tx.toString(), to.pos.toString(), from.tx.toString(), from.pos.toString()];
  const rows = await sql.query('advance', ADVANCE, values);
  if (rows.length === 0) throw new CheckpointMoved(`the checkpoint of ${name} was moved by another process`);
}
