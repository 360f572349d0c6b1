import type { FastifyRequest } from 'fastify';
import type { RequestFacts } from '../context.ts';

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
const CORRELATION = /^[\w.~-]{1,100}$/;
const WAIT = /(?:^|[,;\s])wait\s*=\s*(\d{1,9})(?=$|[,;\s])/;
const LONGEST_WAIT_SECONDS = 60;

/** The caller's correlation id where it can be taken as it is. */
export function correlationIdFrom(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && CORRELATION.test(header) ? header : undefined;
}

/** What the headers of a request say. Fastify's id of the request is the correlation id. */
export function requestFacts({ id, headers }: Pick<FastifyRequest, 'id' | 'headers'>): RequestFacts {
  const facts: RequestFacts = { correlationId: id, by: 'anonymous' };
  const { traceparent, prefer, 'idempotency-key': key } = headers;
  if (typeof traceparent === 'string' && TRACEPARENT.test(traceparent)) facts.traceparent = traceparent;
  if (key !== undefined) facts.idempotencyKey = String(key);
  if (prefer !== undefined) facts.waitSeconds = waitSeconds(String(prefer));
  return facts;
}

/** RFC 7240: `wait=N`. What cannot be read is ignored, as preferences are. */
function waitSeconds(prefer: string): number | undefined {
  const seconds = WAIT.exec(prefer)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_SECONDS);
}
