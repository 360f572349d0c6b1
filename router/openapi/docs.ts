import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { OpenApiDocument } from './document.ts';

type StaticDocument = Extract<
  Parameters<typeof swagger>[1],
  { mode: 'static'; specification: { document: unknown } }
>['specification']['document'];

/** `/openapi.json`, and its page at `/docs` with all assets from this server. */
export async function registerDocs(app: FastifyInstance, document: OpenApiDocument): Promise<void> {
  const text = JSON.stringify(document);
  app.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(text));
  await app.register(swagger, {
    mode: 'static',
    specification: { document: document as unknown as StaticDocument },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Orderly API' },
    uiConfig: { validatorUrl: null, docExpansion: 'list', tryItOutEnabled: true, displayRequestDuration: true },
  });
}
