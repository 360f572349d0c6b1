import type { FastifyInstance } from 'fastify';

/** `/asyncapi.json`: every command and event, for generators. */
export function registerAsyncApi(app: FastifyInstance, document: object): void {
  const text = JSON.stringify(document);
  app.get('/asyncapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(text));
}
