import type { FastifyInstance } from 'fastify';
import type { HealthPart, Runtime } from '../../runtime/index.ts';

/** After this long a part that has not answered counts as down; probes themselves wait little longer. */
const PATIENCE_MS = 2_000;

export interface HealthDeps {
  runtime: Pick<Runtime, 'health'>;
  /** Whether the process has done everything that it does before it takes work. */
  started(): boolean;
  version: string;
}

type Parts = Record<'database' | 'redis' | 'workers', HealthPart>;

/** Liveness says that the process answers; readiness that it can do its work; `/health` tells a person all of it. */
export function registerHealth(app: FastifyInstance, { runtime, started, version }: HealthDeps): void {
  app.get('/health/live', () => ({ status: 'live' }));

  app.get('/health/ready', async (_, reply) => {
    const parts = await look(runtime);
    const status = statusOf(parts, started());
    return reply.code(status === 'ready' ? 200 : 503).send({ status, parts });
  });

  app.get('/health', async (_, reply) => {
    const parts = await look(runtime);
    const status = statusOf(parts, started());
    return reply.code(status === 'ready' ? 200 : 503).send({
      status,
      version,
      node: process.version,
      uptimeSeconds: Math.round(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
      parts,
    });
  });
}

function statusOf({ database, redis }: Parts, started: boolean): 'starting' | 'unavailable' | 'ready' {
  if (!started) return 'starting';
  return database.ok && redis.ok ? 'ready' : 'unavailable';
}

async function look(runtime: HealthDeps['runtime']): Promise<Parts> {
  const silent: HealthPart = { ok: false, detail: `no answer within ${PATIENCE_MS} ms` };
  const timer = Promise.withResolvers<Parts>();
  const timeout = setTimeout(
    () => timer.resolve({ database: silent, redis: silent, workers: silent }),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([runtime.health(), timer.promise]);
  } catch {
    const failed: HealthPart = { ok: false, detail: 'the check failed' };
    return { database: failed, redis: failed, workers: failed };
  } finally {
    clearTimeout(timeout);
  }
}
