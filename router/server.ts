import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import { type AppRouter, appRouter } from './app-router.ts';
import type { QueueSettings } from './bull-board.ts';
import { registerConsole } from './console/index.ts';
import type { Services } from './context.ts';
import { registerInspector } from './inspector/index.ts';
import { becomesSocket } from './inspector/web-socket.ts';
import { EventHub } from './live/hub.ts';
import { newId } from './new-id.ts';
import { registerAsyncApi } from './openapi/async-api.ts';
import type { OpenApiDocument } from './openapi/document.ts';
import { registerHealth } from './operations/health.ts';
import { registerMetrics } from './operations/metrics.ts';
import { registerProblemPages } from './problems/routes.ts';
import { answerErrors, type NothingHere } from './rest/errors.ts';
import { type ContextOf, mountRest } from './rest/mount.ts';
import { correlationIdFrom, requestFacts } from './rest/request-facts.ts';
import { addResponseHeaders } from './security-headers.ts';

export interface ServerDeps extends Omit<Services, 'live' | 'closing' | 'newId'> {
  /** Chooses the ids of new orders and signals. Default: by chance. */
  newId?: Services['newId'];
  logger: FastifyBaseLogger;
  /** Served at /metrics together with those of the process and of the requests. */
  metrics: Registry;
  /** Orderly's own version, as in package.json. */
  version: string;
  /** Whether everything that comes before taking work is done. */
  started(): boolean;
  /** Largest request body in bytes. Default 1 MiB. */
  bodyLimitBytes?: number;
  /** Served at /openapi.json, and to read at /docs; none: there are no such pages. */
  openApi?: OpenApiDocument;
  /** Served at /asyncapi.json; none: there is no such page. */
  asyncApi?: object;
  /** The folder of the built console, served at `/`; none, or not built: a page there says how to build it. */
  console?: string;
  /** Shown by Bull Board at /queues; none: there is no such page. */
  queues?: QueueSettings;
}

/** How long a request in flight may keep the server from closing. */
const PATIENCE_MS = 4_000;

/**
 * The HTTP server with everything that Orderly serves, not yet listening. `close()` ends subscriptions and waiting
 * requests at once and takes at most {@link PATIENCE_MS}.
 */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: ({ headers }) => correlationIdFrom(headers['x-correlation-id']) ?? newId(),
    bodyLimit: deps.bodyLimitBytes ?? 1_048_576,
    routerOptions: { maxParamLength: 400, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    http: { shouldUpgradeCallback: becomesSocket },
  });
  app.removeContentTypeParser('text/plain');
  addResponseHeaders(app);
  const pages: { nothingHere?: NothingHere | undefined } = {};
  answerErrors(app, pages);

  const { runtime, orders, signals, inventory, analytics, events, users, customers, notifications, webhooks } =
    deps;
  const closing = new AbortController();
  const live = new EventHub(runtime);
  const services: Services = {
    runtime,
    newId: deps.newId ?? (() => newId()),
    inspection: deps.inspection,
    orders,
    signals,
    inventory,
    analytics,
    events,
    users,
    customers,
    notifications,
    webhooks,
    traceUrl: deps.traceUrl,
    isSandbox: deps.isSandbox,
    live,
    closing: closing.signal,
  };
  const contextOf: ContextOf = (request, reply) => ({
    ...services,
    request: requestFacts(request),
    answer: (status, headers) => void reply?.code(status).headers(headers ?? {}),
  });

  registerMetrics(app, deps.metrics, live);
  registerHealth(app, deps);
  pages.nothingHere = await registerConsole(app, { folder: deps.console, queues: deps.queues !== undefined });
  registerProblemPages(app);
  await registerPages(app, deps);
  registerInspector(app, services);
  mountRest(app, appRouter, contextOf);
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      createContext: ({ req }) => contextOf(req),
      onError: ({ error, req, path }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR')
          req.log.error({ err: error.cause ?? error, path }, 'procedure failed');
      },
    } satisfies FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
  });

  app.addHook('preClose', async () => {
    closing.abort();
    setInterval(() => app.server.closeIdleConnections(), 50).unref();
    setTimeout(() => app.server.closeAllConnections(), PATIENCE_MS).unref();
  });
  app.addHook('onClose', async () => live.close());
  return app as unknown as FastifyInstance;
}

/** The packages behind the pages are large: they are loaded where there are such pages. */
async function registerPages(app: FastifyInstance, { openApi, asyncApi, queues }: ServerDeps): Promise<void> {
  if (openApi) await (await import('./openapi/docs.ts')).registerDocs(app, openApi);
  if (asyncApi) registerAsyncApi(app, asyncApi);
  if (queues) await (await import('./bull-board.ts')).registerBullBoard(app, queues);
}
