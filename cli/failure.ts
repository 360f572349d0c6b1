/** What went wrong, in words and as an exit code. */
import { TRPCClientError } from '@trpc/client';
import { SubscriptionFailed } from './event-stream.ts';

/** As the server describes it; see router/problems. */
interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  correlationId?: string;
  errors?: readonly { path: string; message: string }[];
}

/** The command was given something that it cannot use; the message says what it takes. */
export class Unusable extends Error {}

export const EXIT = { refused: 1, unusable: 2, unreachable: 3 } as const;

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof TRPCClientError) return (error.data as { problem?: Problem } | null | undefined)?.problem;
  if (error instanceof SubscriptionFailed) return (error.shape.data as { problem?: Problem } | undefined)?.problem;
  return undefined;
}

/** The server's code for an error, as in `ORDER_NOT_FOUND`; undefined where it said nothing. */
export function codeOf(error: unknown): string | undefined {
  return problemOf(error)?.code;
}

/** The lines to show, and the exit code: 1 refused by the server, 2 unusable input, 3 no answer. */
export function explain(error: unknown, url: string): { lines: string[]; exitCode: number } {
  if (error instanceof Unusable) return { lines: [error.message], exitCode: EXIT.unusable };
  const problem = problemOf(error);
  if (problem) {
    const fields = (problem.errors ?? []).map(({ path, message }) => `  ${path}: ${message}`);
    const trail = [problem.code, problem.correlationId && `correlation ${problem.correlationId}`].filter(Boolean);
    return {
      lines: [problem.detail ?? problem.title ?? 'It was refused.', ...fields, trail.join(', ')].filter(Boolean),
      exitCode: EXIT.refused,
    };
  }
  if (error instanceof TRPCClientError || error instanceof TypeError) {
    const why = causeOf(error);
    return {
      lines: [
        `Orderly does not answer at ${url}${why ? ` (${why})` : ''}. Start it with npm start, or name it with --url.`,
      ],
      exitCode: EXIT.unreachable,
    };
  }
  return { lines: [error instanceof Error ? error.message : String(error)], exitCode: EXIT.refused };
}

/** The code of the operating system behind an error; the errors of another realm are no instances of ours. */
function causeOf(error: Error): string | undefined {
  for (
    let cause = error as { cause?: unknown; code?: unknown } | undefined;
    cause;
    cause = cause.cause as typeof cause
  )
    if (typeof cause.code === 'string') return cause.code;
  return undefined;
}
