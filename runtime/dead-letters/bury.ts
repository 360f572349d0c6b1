import { ActorNotFound, OrderlyError } from '../errors.ts';
import type { Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { FailedAttempt } from '../transport/transport.ts';

const BURY = `
  INSERT INTO dead_letters (actor, message_id, message_type, message, code, error, attempts, history)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (actor, message_id) WHERE state IN ('open', 'redriving')
  DO UPDATE SET state = 'open', code = EXCLUDED.code, error = EXCLUDED.error,
    attempts = dead_letters.attempts + EXCLUDED.attempts, history = EXCLUDED.history, failed_at = now()`;

/** Writes a message that could not be handled to the dead letters; a redriven one goes back to its own row. */
export async function bury(
  sql: Sql,
  message: Message,
  error: unknown,
  history: readonly FailedAttempt[],
): Promise<void> {
  const { redrives: _, ...original } = message;
  await sql.query('bury', BURY, [
    message.to,
    message.id,
    message.type,
    JSON.stringify(original),
    codeOf(error),
    JSON.stringify(describe(error)),
    history.length,
    JSON.stringify(history),
  ]);
}

export function codeOf(error: unknown): string {
  if (error instanceof OrderlyError) return error.code;
  return error instanceof Error && error.name !== 'Error' ? error.name : 'HANDLER_FAILED';
}

/** Whether running the same message again can only end the same. An actor that is missing may be about to start. */
export function isFinal(error: unknown): boolean {
  return error instanceof OrderlyError && error.retry === 'never' && !(error instanceof ActorNotFound);
}

function describe(error: unknown): { code: string; message: string; stack?: string } {
  const code = codeOf(error);
  if (!(error instanceof Error)) return { code, message: String(error) };
  const root = error.cause instanceof Error ? error.cause : error;
  return { code, message: error.message, ...(root.stack ? { stack: root.stack } : {}) };
}
