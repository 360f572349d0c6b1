import type { FastifyInstance } from 'fastify';
import { problemFrom } from '../problems/from-error.ts';
import { PROBLEM_JSON, type Problem, problem } from '../problems/problem.ts';

const RETRY_AFTER_SECONDS = 1;

/**
 * Every error and every unknown address is answered as a problem. Faults of ours are logged with their cause, outages
 * without: while one lasts there are thousands.
 */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const told = problemFrom(error);
    if (told.status === 500) request.log.error({ err: error, code: told.code }, told.title);
    else if (told.status > 500) request.log.warn({ code: told.code }, told.title);
    if (told.status === 503) reply.header('Retry-After', RETRY_AFTER_SECONDS);
    return reply.code(told.status).type(PROBLEM_JSON).send(named(told, request.id));
  });
  app.setNotFoundHandler((request, reply) => {
    const told = problem('NOT_FOUND', `There is nothing at ${request.url.split('?')[0]}`);
    return reply.code(404).type(PROBLEM_JSON).send(named(told, request.id));
  });
}

function named(told: Problem, correlationId: string): Problem {
  return { ...told, correlationId };
}
