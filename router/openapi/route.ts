import type { OpenApiMeta } from 'trpc-to-openapi';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { ProblemCode } from '../problems/catalog.ts';

/**
 * What the procedure does, without tRPC's chain of middleware around it, for REST callers of a hot route: the chain
 * costs about 50 µs a call, three times what validating and placing an order do themselves.
 */
export type Direct = (ctx: Context, input: unknown) => Promise<unknown>;

/** The REST side of a procedure: trpc-to-openapi reads `openapi`, document.ts adds what `rest` says. */
export type RouteMeta = {
  openapi?: OpenApiMeta['openapi'];
  rest?: {
    /** Every status of success, with what it means. */
    answers: Readonly<Record<number, string>>;
    /** See {@link Direct}. */
    direct?: Direct;
    /** The problems of this procedure's own; those that any request can meet are added. */
    problems: readonly ProblemCode[];
  };
};

export interface RouteDescription {
  tag:
    | 'Users'
    | 'Customers'
    | 'Notifications'
    | 'Webhooks'
    | 'Orders'
    | 'Signals'
    | 'Inventory'
    | 'Analytics'
    | 'Dead letters'
    | 'Actors'
    | 'Machines'
    | 'Operations';
  summary: string;
  description?: string;
  /** Default: 200, the result. */
  answers?: Readonly<Record<number, string>>;
  problems?: readonly ProblemCode[];
  requestHeaders?: z.ZodObject;
  responseHeaders?: z.ZodObject;
  direct?: Direct;
}

/** Offers a procedure under REST too. `path` holds its parameters in braces: `/api/orders/{orderId}`. */
export function route(
  method: 'GET' | 'POST' | 'DELETE',
  path: `/api/${string}`,
  described: RouteDescription,
): RouteMeta {
  const { tag, answers = { 200: 'The result' }, problems = [], direct, ...openapi } = described;
  return {
    openapi: { method, path, tags: [tag], protect: false, errorResponses: [], ...openapi },
    rest: { answers, problems, direct },
  };
}
