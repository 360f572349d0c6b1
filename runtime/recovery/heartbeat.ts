import type { BreakerState } from '../activities/runner.ts';
import type { Sql } from '../sql.ts';

/** How often a process says that it lives, and after how long a silence its outbox rows are taken over (milliseconds). */
export const HEARTBEAT_MS = 1_000;
export const DEAD_AFTER_MS = 2_500;

/** What a process tells of itself. */
export interface Beat {
  processId: string;
  /** What it does, for people. */
  description: string;
  /** As they are at the beat, by `<actor type>/<activity>`. */
  breakers: Record<string, BreakerState>;
}

const BEAT = `
  INSERT INTO processes (id, description, breakers) VALUES ($1, $2, $3::jsonb)
  ON CONFLICT (id) DO UPDATE SET beat = now(), breakers = excluded.breakers`;

const FORGET_DEAD = `DELETE FROM processes WHERE beat < now() - interval '1 hour'`;

/** The database's clock decides who is alive, so that no two machines' clocks are compared. */
export async function beat(sql: Sql, { processId, description, breakers }: Beat): Promise<void> {
  const told = Object.keys(breakers).length > 0 ? JSON.stringify(breakers) : null;
  await sql.query('beat', BEAT, [processId, description, told]);
  await sql.query('forget_dead', FORGET_DEAD);
}

/** An orderly end: the rows that are left are taken over at once. */
export async function sayGoodbye(sql: Sql, processId: string): Promise<void> {
  await sql.query('goodbye', 'DELETE FROM processes WHERE id = $1', [processId]);
}
