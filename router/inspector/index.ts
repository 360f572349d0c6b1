import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findLife, versionIn, type Watcher } from './life.ts';
import { registerInspectorSocket } from './web-socket.ts';

const HEARTBEAT_MS = 10_000;

/**
 * An actor's life in Stately's inspector protocol, from its first turn on, then live: as server-sent events, whose id is
 * the turn's version, and over a WebSocket at the same address.
 */
export function registerInspector(app: FastifyInstance, watcher: Watcher): void {
  app.get('/inspect/:type/:id', (request, reply) => stream(watcher, request, reply));
  registerInspectorSocket(app, watcher);
}

async function stream(watcher: Watcher, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { actor, tell } = await findLife(watcher, request.params);
  const gone = new AbortController();
  request.raw.on('close', () => gone.abort());
  const { raw } = reply.hijack();
  raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const beat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    for await (const { event, version } of tell(versionIn(request.headers['last-event-id']), gone.signal))
      raw.write(`${version === undefined ? '' : `id: ${version}\n`}data: ${JSON.stringify(event)}\n\n`);
  } catch (error) {
    request.log.warn({ err: error, actor }, 'an inspector was cut off; it reconnects');
  } finally {
    clearInterval(beat);
    raw.end();
  }
}

/** What hooks have set for every answer. */
function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
