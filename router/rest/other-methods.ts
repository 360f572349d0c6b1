import type { FastifyInstance, HTTPMethods } from 'fastify';
import { PROBLEM_JSON, problem } from '../problems/problem.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Answers 405 with `Allow` where the address is known and the method is not. */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const others = METHODS.filter((method) => !allowed.includes(String(method)));
  const allow = (allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed).join(', ');
  app.route({
    method: others,
    url,
    exposeHeadRoute: false,
    handler: (request, reply) => {
      const detail = `${request.method} is not possible here; allowed: ${allow}`;
      return reply
        .code(405)
        .headers({ Allow: allow })
        .type(PROBLEM_JSON)
        .send({ ...problem('METHOD_NOT_ALLOWED', detail), correlationId: request.id });
    },
  });
}
