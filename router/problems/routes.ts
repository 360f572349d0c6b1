import type { FastifyInstance } from 'fastify';
import { PROBLEMS, type ProblemCode, problemType } from './catalog.ts';

/** `GET /problems` and the addresses that the `type` of a problem names. */
export function registerProblemPages(app: FastifyInstance): void {
  const kinds = Object.entries(PROBLEMS).map(([code, kind]) => ({
    type: problemType(code as ProblemCode),
    code,
    ...kind,
  }));
  app.get('/problems', () => ({ items: kinds }));
  for (const kind of kinds) app.get(kind.type, () => kind);
}
