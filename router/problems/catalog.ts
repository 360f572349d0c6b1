/**
 * Every problem that a caller can meet: its code, its HTTP status and its title. The codes are those of the errors in
 * runtime/ and router/; this table is the only place that knows their HTTP status. A code that is not here is a fault
 * of ours and is told as INTERNAL.
 */
export const PROBLEMS = {
  MALFORMED_REQUEST: { status: 400, title: 'The request cannot be read' },
  MALFORMED_HEADER: { status: 400, title: 'A request header cannot be read' },
  FOREIGN_ORIGIN: { status: 403, title: 'Pages of other servers may not look in here' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  ORDER_NOT_FOUND: { status: 404, title: 'No such order' },
  SIGNAL_NOT_FOUND: { status: 404, title: 'No such signal' },
  USER_NOT_FOUND: { status: 404, title: 'No such user' },
  CUSTOMER_NOT_FOUND: { status: 404, title: 'No such customer' },
  NOTIFICATION_NOT_FOUND: { status: 404, title: 'No such notification' },
  WEBHOOK_NOT_FOUND: { status: 404, title: 'No such webhook' },
  PRODUCT_NOT_FOUND: { status: 404, title: 'No such product' },
  ACTOR_NOT_FOUND: { status: 404, title: 'No such actor' },
  UNKNOWN_ACTOR_TYPE: { status: 404, title: 'No such type of actor' },
  UNKNOWN_MACHINE_VERSION: { status: 404, title: 'No such version of the machine' },
  NOT_A_MACHINE: { status: 404, title: 'The actor is not a machine' },
  DEAD_LETTER_NOT_FOUND: { status: 404, title: 'No such dead letter' },
  DEV_CONTROLS_OFF: { status: 404, title: 'Nothing can be stopped and started here' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The address does not take this method' },
  IDEMPOTENCY_KEY_REUSED: { status: 409, title: 'The idempotency key belongs to another request' },
  EMAIL_TAKEN: { status: 409, title: 'The e-mail address belongs to somebody' },
  USER_EXISTS: { status: 409, title: 'The user is registered already' },
  ORDER_NOT_CANCELLABLE: { status: 409, title: 'The order can no longer be cancelled' },
  DEAD_LETTER_SETTLED: { status: 409, title: 'The dead letter is settled already' },
  NOT_ADOPTABLE: { status: 409, title: 'That version cannot take the actor over' },
  NOT_REPLAYABLE: { status: 409, title: 'The history cannot be replayed' },
  ACTOR_PARKED: { status: 409, title: 'The actor waits behind a dead letter' },
  REFUSED: { status: 409, title: 'The request contradicts the present state' },
  BODY_TOO_LARGE: { status: 413, title: 'The request body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The request body is not JSON' },
  INVALID_INPUT: { status: 422, title: 'The input breaks a rule' },
  INVALID_MESSAGE: { status: 422, title: 'The message does not match its schema' },
  UNKNOWN_TIME_ZONE: { status: 422, title: 'No such time zone' },
  INVALID_CURSOR: { status: 422, title: 'The cursor is not one of this list' },
  UNKNOWN_MESSAGE: { status: 422, title: 'The actor does not understand this message' },
  INTERNAL: { status: 500, title: 'Something failed on our side' },
  TURN_FAILED: { status: 500, title: 'The actor failed on this message' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database does not answer' },
  COMMIT_UNCERTAIN: { status: 503, title: 'It is not known whether the request was accepted' },
  REDIS_UNAVAILABLE: { status: 503, title: 'Redis does not answer' },
  STILL_COUNTING: { status: 503, title: 'They are being counted' },
  SHUTTING_DOWN: { status: 503, title: 'This server is shutting down' },
  ASK_TIMEOUT: { status: 504, title: 'No answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** `ORDER_NOT_FOUND` is described at `/problems/order-not-found`. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
}
