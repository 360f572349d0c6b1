/**
 * `/inspect/{type}/{id}` over a WebSocket: each message is one of the inspector protocol, as `createWebSocketReceiver` of
 * @statelyai/inspect reads them. `?after=` goes on after a turn. What the reader says is ignored.
 *
 * Browsers let every site open WebSockets to anywhere, so only pages of this server and of the machine itself may.
 */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { WebSocket, WebSocketServer } from 'ws';
import { OrderlyError } from '../../runtime/index.ts';
import { problemFrom } from '../problems/from-error.ts';
import { PROBLEM_JSON, type Problem } from '../problems/problem.ts';
import { findLife, type Life, versionIn, type Watcher } from './life.ts';

const HEARTBEAT_MS = 10_000;
/** How long a reader may take to say goodbye. */
const GOODBYE_MS = 1_000;
/** Nothing that a reader says is of use. */
const LONGEST_MESSAGE_BYTES = 4_096;
const ADDRESS = /^\/inspect\/(?<type>[^/]+)\/(?<id>[^/]+)\/?$/;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const GOING_AWAY = 1001;
const FAILED = 1011;

/** For `http.createServer`: which requests become sockets. Other upgrades, as to HTTP/2, are answered as if not asked for. */
export function becomesSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

/** Node older than 24.9 (22.21) would take every request that asks for any upgrade out of the server: there is none then. */
export function registerInspectorSocket(app: FastifyInstance, watcher: Watcher): void {
  if (!('shouldUpgradeCallback' in app.server)) return;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE_BYTES });
  const server: Server = app.server;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (err) => app.log.debug({ err }, 'an inspector was lost'));
    admit(watcher, request).then(
      ({ life, after }) =>
        sockets.handleUpgrade(request, socket, head, (reader) =>
          tell(life, after, reader).catch((err: unknown) => {
            app.log.warn({ err, actor: life.actor }, 'an inspector was cut off');
            leave(reader, FAILED);
          }),
        ),
      (error: unknown) => refuse(socket, problemFrom(error)),
    );
  });
}

class ForeignOrigin extends OrderlyError {
  constructor(origin: string) {
    super('FOREIGN_ORIGIN', `Pages of ${origin} may not look into actors of this server`, 'never');
  }
}

async function admit(
  watcher: Watcher,
  { url = '', headers }: IncomingMessage,
): Promise<{ life: Life; after: string | undefined }> {
  const { pathname, searchParams } = new URL(url, 'http://here');
  const where = ADDRESS.exec(pathname)?.groups;
  if (!where) throw new NothingThere(pathname);
  if (!isWelcome(headers)) throw new ForeignOrigin(headers.origin ?? '');
  const life = await findLife(watcher, { type: decoded(where.type), id: decoded(where.id) });
  return { life, after: versionIn(searchParams.get('after')) };
}

/** What cannot be decoded is nobody's name. */
function decoded(part = ''): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class NothingThere extends OrderlyError {
  constructor(path: string) {
    super('NOT_FOUND', `There is no WebSocket at ${path}; there are some at /inspect/{type}/{id}`, 'never');
  }
}

/** Programs name no origin. */
function isWelcome({ origin, host }: IncomingMessage['headers']): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === host || LOOPBACK.includes(from.hostname);
}

function refuse(socket: Duplex, told: Problem): void {
  const body = JSON.stringify(told);
  const head = [
    `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status]}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Ends with the reader, or with the server. */
async function tell(life: Life, after: string | undefined, reader: WebSocket): Promise<void> {
  const gone = new AbortController();
  let answered = true;
  reader.on('pong', () => {
    answered = true;
  });
  reader.on('error', () => reader.terminate());
  const beat = setInterval(() => {
    if (!answered) reader.terminate();
    answered = false;
    reader.ping();
  }, HEARTBEAT_MS);
  reader.on('close', () => {
    clearInterval(beat);
    gone.abort();
  });
  for await (const { event } of life.tell(after, gone.signal)) {
    if (reader.readyState !== WebSocket.OPEN) return;
    await send(reader, JSON.stringify(event));
  }
  leave(reader, GOING_AWAY);
}

/** Resolves when it is on its way: a slow reader is not overrun. One that is gone is told by its `close`. */
function send(reader: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => reader.send(text, () => resolve()));
}

function leave(reader: WebSocket, code: number): void {
  reader.close(code);
  setTimeout(() => reader.terminate(), GOODBYE_MS).unref();
}
