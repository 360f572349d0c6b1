import { PROBLEMS, type ProblemCode } from '../problems/catalog.ts';
import { PROBLEM_JSON } from '../problems/problem.ts';
import type { RouteMeta } from './route.ts';

interface Answer {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, unknown>;
}

/** The part of an operation object that is completed here. */
export interface Operation {
  parameters?: unknown[];
  requestBody?: unknown;
  responses: Record<string, Answer>;
}

const ANY_REQUEST: readonly ProblemCode[] = [
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'COMMIT_UNCERTAIN',
  'SHUTTING_DOWN',
];
const ANY_INPUT: readonly ProblemCode[] = ['INVALID_INPUT'];
const ANY_BODY: readonly ProblemCode[] = ['MALFORMED_REQUEST', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

const text = (description: string) => ({ description, schema: { type: 'string' } });
const CORRELATION = {
  'X-Correlation-Id': text('Shared by everything that follows from the request; taken from it, or made'),
};
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } };

/** Replaces the single success of the generator by the real ones, and adds the problems by status. */
export function completeOperation(
  operation: Operation,
  { answers, problems }: NonNullable<RouteMeta['rest']>,
): void {
  const success = operation.responses['200'];
  const responses: Record<string, Answer> = {};
  for (const [status, description] of Object.entries(answers))
    responses[status] = { ...success, description, headers: { ...success?.headers, ...CORRELATION } };

  const codes = new Set([...problems, ...ANY_REQUEST]);
  if (operation.requestBody || operation.parameters?.length) for (const code of ANY_INPUT) codes.add(code);
  if (operation.requestBody) for (const code of ANY_BODY) codes.add(code);
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  for (const [status, members] of [...byStatus].sort(([a], [b]) => a - b))
    responses[status] = problemResponse(status, members);
  operation.responses = responses;
}

function problemResponse(status: number, codes: readonly ProblemCode[]): Answer {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('. '),
    headers: { ...CORRELATION, ...(status === 503 && RETRY_AFTER) },
    content: { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
