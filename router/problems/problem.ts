import { z } from 'zod';
import { PROBLEMS, type ProblemCode, problemType } from './catalog.ts';

export const PROBLEM_JSON = 'application/problem+json';

/** RFC 9457 problem details, as every error under /api is told. */
export const Problem = z
  .object({
    type: z.string().describe('Address of the description of this kind of problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened this time, and what can be done'),
    code: z.string().describe('Stable: decide by this one'),
    correlationId: z.string().optional().describe('Names the request in the logs'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with the input, field by field'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof Problem>;
export type FieldError = NonNullable<Problem['errors']>[number];

export function problem(code: ProblemCode, detail: string, errors?: readonly FieldError[]): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: problemType(code), title, status, detail, code, ...(errors && { errors: [...errors] }) };
}
