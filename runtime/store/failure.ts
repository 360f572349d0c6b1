/** What a failed statement means for the batch that ran it. */
export type Failure = 'unreachable' | 'again' | 'poison';

const AGAIN = new Set(['40001', '40P01', '55P03', '23505']);

/**
 * `unreachable`: the server is away, nothing can be said about the batch. `again`: two transactions collided, and running
 * once more is right. `poison`: something in the batch will fail each time.
 */
export function classify(error: unknown): Failure {
  if (isFromDriver(error)) return 'unreachable';
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return 'poison';
  if (AGAIN.has(code)) return 'again';
  const unreachable = code.startsWith('08') || code.startsWith('57') || code.startsWith('53') || code === '25P03';
  return unreachable ? 'unreachable' : 'poison';
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** A verdict of the server, as opposed to an error of the driver or of somebody's code. */
export function isFromServer(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && SQLSTATE.test(code) && !SYSTEM_ERROR.test(code);
}

const SYSTEM_ERROR = /^E[A-Z]+$/;
const DRIVER =
  /Connection terminated|Client has encountered a connection error|timeout expired|Query read timeout|not queryable|Client was closed/;

function isFromDriver(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string' && SYSTEM_ERROR.test(code)) return true;
  return error instanceof Error && DRIVER.test(error.message);
}
