/** Class 08 and 57P0x of PostgreSQL, too many connections, and what the socket says. */
const CODES = /^(?:08...|57P0.|53300|ECONN(?:REFUSED|RESET|ABORTED)|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH)$/;

/** Whether a query failed because the database cannot be reached, as opposed to having refused it. */
export function isConnectionLoss(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('code' in cause && CODES.test(String(cause.code))) return true;
    if (cause instanceof AggregateError && cause.errors.some(isConnectionLoss)) return true;
  }
  return false;
}
