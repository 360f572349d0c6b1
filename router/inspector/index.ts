import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { address, inspectedActor, inspectedTurn } from '../../runtime/index.ts';
import { ActorAddress } from '../actors/schemas.ts';
import type { Services } from '../context.ts';
import { NoSuchActor } from '../errors.ts';
import { followActor } from '../live/follow-actor.ts';
import { valid } from '../problems/invalid-input.ts';

const HEARTBEAT_MS = 10_000;
const UNBORN = { status: 'active', value: {}, context: {} };

type Watcher = Pick<Services, 'inspection' | 'live' | 'closing'>;

/**
 * An actor's life as server-sent events of Stately's inspector protocol, from its first turn on, then live. The id of an
 * event is the turn's version, so that a reader that comes back goes on after the last one.
 */
export function registerInspector(app: FastifyInstance, watcher: Watcher): void {
  app.get('/inspect/:type/:id', (request, reply) => stream(watcher, request, reply));
}

async function stream(watcher: Watcher, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { type, id } = valid(ActorAddress, request.params);
  const actor = address(type, id);
  const definition = watcher.inspection.machineJson(type);
  if (!(await watcher.inspection.now(actor))) throw new NoSuchActor(actor);
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
  const tell = (event: object, version?: number) =>
    raw.write(`${version === undefined ? '' : `id: ${version}\n`}data: ${JSON.stringify(event)}\n\n`);
  try {
    tell(inspectedActor(actor, definition, UNBORN, Date.now()));
    for await (const { update } of followActor(watcher, actor, lastSeen(request), gone.signal))
      for (const turn of update.turns) for (const event of inspectedTurn(actor, turn)) tell(event, turn.version);
  } catch (error) {
    request.log.warn({ err: error, actor }, 'an inspector was cut off; it reconnects');
  } finally {
    clearInterval(beat);
    raw.end();
  }
}

function lastSeen({ headers }: FastifyRequest): string | undefined {
  const given = headers['last-event-id'];
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? given : undefined;
}

/** What hooks have set for every answer. */
function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
