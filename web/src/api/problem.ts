import { TRPCClientError } from '@trpc/client';

/** What an error tells a person: the server's own words where it answered, else what can be said from here. */
export interface ShownProblem {
  title: string;
  detail: string;
  /** Stable, for those who look it up. */
  code: string;
  status?: number;
  correlationId?: string;
  /** What is wrong with the input, field by field. */
  errors: readonly { path: string; message: string }[];
}

const UNREACHABLE: ShownProblem = {
  title: 'The server does not answer',
  detail: 'The server does not answer. What was accepted is safe; this page tries again by itself.',
  code: 'unreachable',
  errors: [],
};

export function problemOf(error: unknown): ShownProblem {
  const data =
    error instanceof TRPCClientError ? (error.data as { problem?: Partial<ShownProblem> } | null) : null;
  const problem = data?.problem;
  if (problem?.code) {
    return {
      title: problem.title ?? problem.code,
      detail: problem.detail ?? problem.title ?? problem.code,
      code: problem.code,
      errors: problem.errors ?? [],
      ...(problem.status !== undefined && { status: problem.status }),
      ...(problem.correlationId !== undefined && { correlationId: problem.correlationId }),
    };
  }
  if (isUnreachable(error)) return UNREACHABLE;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'This failed', detail, code: 'unexpected', errors: [] };
}

/** No answer at all, or one of a proxy in between: the connection is what failed, not the request. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data == null;
}
