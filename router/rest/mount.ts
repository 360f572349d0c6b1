/**
 * Serves each procedure that has a route under REST. The handler that comes with trpc-to-openapi is not used: it knows
 * one status of success, answers errors in a shape of its own, parses the body beside Fastify's limits, and turns on
 * coercion in the schemas themselves, for tRPC callers too. What it gives, Fastify's router and one call do here.
 */
import { callTRPCProcedure } from '@trpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppRouter } from '../app-router.ts';
import type { Context } from '../context.ts';
import type { Direct } from '../openapi/route.ts';
import { type Route, routesOf } from '../openapi/routes-of.ts';
import { refuseOtherMethods } from './other-methods.ts';

export type ContextOf = (request: FastifyRequest, reply?: FastifyReply) => Context;

export function mountRest(app: FastifyInstance, router: AppRouter, contextOf: ContextOf): void {
  const methods = new Map<string, string[]>();
  for (const route of routesOf(router)) {
    const { method } = route.openapi;
    const url = route.openapi.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(url, [...(methods.get(url) ?? []), method]);
    const run = route.rest.direct ?? throughProcedure(router, route);
    app.route({
      method,
      url,
      handler: async (request, reply) => reply.send(await run(contextOf(request, reply), inputOf(request))),
    });
  }
  for (const [url, allowed] of methods) refuseOtherMethods(app, url, allowed);
}

function throughProcedure(router: AppRouter, { path, type }: Route): Direct {
  return async (ctx, input) =>
    callTRPCProcedure({
      router,
      path,
      type,
      ctx,
      getRawInput: async () => input,
      signal: undefined,
      batchIndex: 0,
    });
}

/** Body, query and path in one object, the path last. A body that is no object goes on alone, to be refused by the schema. */
function inputOf({ body, query, params }: FastifyRequest): unknown {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (body !== undefined && !isObject) return body;
  return Object.assign({}, body ?? query, params);
}
