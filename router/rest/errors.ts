import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemFrom } from '../problems/from-error.ts';
import { PROBLEM_JSON, type Problem, problem } from '../problems/problem.ts';

const RETRY_AFTER_SECONDS = 1;

/** The page for a person at an unknown address; undefined where there is none for them. */
export type NothingHere = (request: FastifyRequest, reply: FastifyReply) => Promise<string | undefined>;

/**
 * Every error and every unknown address is answered as a problem, but for a person at an address where a page could be.
 * Faults of ours are logged with their cause, outages without: while one lasts there are thousands.
 */
export function answerErrors(app: FastifyInstance, pages: { nothingHere?: NothingHere | undefined }): void {
  app.setErrorHandler((error, request, reply) => {
    const told = problemFrom(error);
    if (told.status === 500) request.log.error({ err: error, code: told.code }, told.title);
    else if (told.status > 500) request.log.warn({ code: told.code }, told.title);
    if (told.status === 503) reply.header('Retry-After', RETRY_AFTER_SECONDS);
    return reply.code(told.status).type(PROBLEM_JSON).send(named(told, request.id));
  });
  app.setNotFoundHandler(async (request, reply) => {
    const page = await pages.nothingHere?.(request, reply);
    if (page !== undefined) return reply.send(page);
    const told = problem('NOT_FOUND', `There is nothing at ${request.url.split('?')[0]}`);
    return reply.code(404).type(PROBLEM_JSON).send(named(told, request.id));
  });
}

function named(told: Problem, correlationId: string): Problem {
  return { ...told, correlationId };
}
