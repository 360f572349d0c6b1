import { setTimeout as delay } from 'node:timers/promises';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import { PROBLEM_JSON, problem } from './problems/problem.ts';

export interface QueueSettings {
  names: readonly string[];
  redisUrl: string;
  /** As given to the runtime's queues. Default: BullMQ's own. */
  prefix?: string;
}

const BASE = '/queues';
const ELSEWHERE = /<link[^>]+href="https?:[^>]*>\s*/g;
/** Without Redis a command would wait for it without end, and the page with it. */
const PATIENCE_MS = 1_000;

/** Bull Board at /queues. Its page asks a font host; without that link it loads offline. */
export async function registerBullBoard(app: FastifyInstance, settings: QueueSettings): Promise<void> {
  const queues = open(settings);
  for (const queue of queues) queue.on('error', (err) => app.log.debug({ err, queue: queue.name }, 'Bull Board'));
  const serverAdapter = new FastifyAdapter().setBasePath(BASE);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue)),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Orderly queues' } },
  });

  await app.register(async (scope) => {
    scope.addHook('onSend', async (_, reply, payload) =>
      typeof payload === 'string' && String(reply.getHeader('content-type')).startsWith('text/html')
        ? payload.replaceAll(ELSEWHERE, '')
        : payload,
    );
    scope.addHook('preHandler', async (request, reply) => {
      if (!request.url.startsWith(`${BASE}/api/`) || (await answers(queues))) return;
      const told = problem(
        'REDIS_UNAVAILABLE',
        'The queues cannot be read. What was accepted is in PostgreSQL, and safe.',
      );
      return reply.code(told.status).type(PROBLEM_JSON).send(told);
    });
    await scope.register(serverAdapter.registerPlugin(), { prefix: BASE });
  });
  app.addHook('onClose', async () => {
    await Promise.all(queues.map((queue) => queue.close()));
  });
}

function open({ names, redisUrl, prefix }: QueueSettings): Queue[] {
  const connection = { url: redisUrl, maxRetriesPerRequest: null };
  return names.map((name) => new Queue(name, { connection, skipMetasUpdate: true, ...(prefix && { prefix }) }));
}

async function answers([queue]: readonly Queue[]): Promise<boolean> {
  const asked = queue?.isPaused().then(
    () => true,
    () => false,
  );
  return Promise.race([asked ?? true, delay(PATIENCE_MS, false, { ref: false })]);
}
