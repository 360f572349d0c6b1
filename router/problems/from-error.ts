import { TRPCError } from '@trpc/server';
import { InvalidMessage, OrderlyError } from '../../runtime/index.ts';
import { isProblemCode, PROBLEMS, type ProblemCode } from './catalog.ts';
import { isConnectionLoss } from './connection-loss.ts';
import { InvalidInput, invalidInput } from './invalid-input.ts';
import { type Problem, problem } from './problem.ts';

const INTERNAL = 'It is recorded under the correlation id; nothing that was accepted before is lost.';
const DATABASE_OUT = 'The database does not answer; nothing was accepted. Try again.';

/** What the transports in front of the procedures call their own errors. */
const FOREIGN: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
  PARSE_ERROR: 'MALFORMED_REQUEST',
  BAD_REQUEST: 'MALFORMED_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'BODY_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

/**
 * Turns whatever was thrown into the problem that the caller is told. Faults of ours (status 500) never show their
 * message: it may name tables, hosts or files.
 */
export function problemFrom(error: unknown): Problem {
  if (error instanceof OrderlyError) return fromOrderly(error);
  if (error instanceof TRPCError) return fromTrpc(error);
  if (isConnectionLoss(error)) return problem('DATABASE_UNAVAILABLE', DATABASE_OUT);
  return fromFastify(error);
}

function fromOrderly(error: OrderlyError): Problem {
  if (!isProblemCode(error.code)) return problem('INTERNAL', INTERNAL);
  if (PROBLEMS[error.code].status === 500) return problem(error.code, INTERNAL);
  const hasFields = error instanceof InvalidMessage || error instanceof InvalidInput;
  return problem(error.code, error.message, hasFields ? error.issues : undefined);
}

function fromTrpc(error: TRPCError): Problem {
  const { cause, code } = error;
  if (cause instanceof OrderlyError) return fromOrderly(cause);
  if (isConnectionLoss(cause)) return problem('DATABASE_UNAVAILABLE', DATABASE_OUT);
  if (code === 'BAD_REQUEST' || code === 'UNPROCESSABLE_CONTENT') {
    const invalid = invalidInput(cause);
    if (invalid) return fromOrderly(invalid);
  }
  const known = FOREIGN[code];
  return known ? problem(known, error.message) : problem('INTERNAL', INTERNAL);
}

function fromFastify(error: unknown): Problem {
  if (!(error instanceof Error) || !('statusCode' in error)) return problem('INTERNAL', INTERNAL);
  const known = 'code' in error ? FOREIGN[String(error.code)] : undefined;
  if (known) return problem(known, error.message);
  const { statusCode } = error;
  if (statusCode === 503) return problem('SHUTTING_DOWN', 'Nothing was accepted; send the request again.');
  if (typeof statusCode === 'number' && statusCode < 500) return problem('MALFORMED_REQUEST', error.message);
  return problem('INTERNAL', INTERNAL);
}
