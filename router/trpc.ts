import { initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server';
import type { Context } from './context.ts';
import type { RouteMeta } from './openapi/route.ts';
import { problemFrom } from './problems/from-error.ts';

const TRPC_CODES: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};

const trpc = initTRPC
  .context<Context>()
  .meta<RouteMeta>()
  .create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
    errorFormatter({ shape, error, ctx }) {
      const problem = { ...problemFrom(error), correlationId: ctx?.request.correlationId };
      const { code, httpStatus, path } = shape.data;
      return { ...shape, message: problem.detail, data: { code, httpStatus, path, problem } };
    },
  });

export const { router } = trpc;

/** Gives errors the status of their problem, so that tRPC and REST answer alike. */
export const procedure = trpc.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { status, detail } = problemFrom(result.error);
  const code = TRPC_CODES[status] ?? 'INTERNAL_SERVER_ERROR';
  if (code === result.error.code) return result;
  throw new TRPCError({ code, message: detail, cause: result.error.cause ?? result.error });
});
