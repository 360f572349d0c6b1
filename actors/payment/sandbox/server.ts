import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { JsonLines } from '../../json-lines.ts';
import { Books } from './books.ts';
import { type Answer, type LedgerEntry, problem } from './entry.ts';
import { lost, Sandbox } from './sandbox.ts';

export interface SandboxOptions {
  /** 0: any free one. */
  port: number;
  host: string;
  /** Where the books are kept, as JSON lines; without it they are gone with the process. */
  ledgerFile?: string;
  /** How long `pm_slow` takes, in milliseconds. Default 5,000. */
  slowMs?: number;
}

const amountMinor = z.int().min(0);
const schemas = {
  authorizations: z.object({
    reference: z.string().min(1),
    amountMinor,
    currency: z.string(),
    paymentMethod: z.string(),
  }),
  captures: z.object({ authorizationId: z.string(), amountMinor }),
  refunds: z.object({ chargeId: z.string(), amountMinor }),
};

const largestBody = 64 * 1024;

/** Starts the payment provider sandbox as an HTTP server. `close` ends it, answers that never come included. */
export async function startSandbox(options: SandboxOptions): Promise<{ url: string; close(): Promise<void> }> {
  const file = options.ledgerFile === undefined ? undefined : new JsonLines<LedgerEntry>(options.ledgerFile);
  const sandbox = new Sandbox(
    new Books({ entries: file?.entries, record: (entry) => file?.append(entry) }),
    options.slowMs,
  );
  const server = createServer((request, response) => {
    answer(sandbox, request).then(
      (result) => result !== lost && send(response, result),
      (error: unknown) =>
        send(response, problem(500, 'internal', error instanceof Error ? error.message : String(error))),
    );
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      sandbox.close();
      await closed;
      file?.close();
    },
  };
}

async function answer(sandbox: Sandbox, request: IncomingMessage): Promise<Answer | typeof lost> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const [version, resource, name, action] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  if (version !== 'v1' || resource === undefined)
    return problem(404, 'not_found', `there is nothing at ${url.pathname}`);
  if (request.method === 'GET') return read(sandbox, resource, name, url);
  if (request.method !== 'POST')
    return problem(405, 'method_not_allowed', `${request.method} is not allowed here`);
  if (resource === 'authorizations' && name !== undefined && action === 'void') return sandbox.void(name);
  return write(sandbox, resource, request);
}

function read(sandbox: Sandbox, resource: string, name: string | undefined, url: URL): Answer {
  if (resource === 'payments' && name !== undefined) return { status: 200, body: { ...sandbox.lookUp(name) } };
  if (resource === 'ledger') {
    return { status: 200, body: { entries: sandbox.books.list(url.searchParams.get('reference') ?? undefined) } };
  }
  if (resource === 'sandbox') return { status: 200, body: { sandbox: true } };
  if (resource === 'operations' && name !== undefined) {
    const entry = sandbox.books.find(name);
    return entry
      ? { status: 200, body: { ...entry } }
      : problem(404, 'not_found', `the key ${name} was never used`);
  }
  return problem(404, 'not_found', `there is nothing at ${url.pathname}`);
}

async function write(sandbox: Sandbox, resource: string, request: IncomingMessage): Promise<Answer | typeof lost> {
  if (!(resource in schemas)) return problem(404, 'not_found', `nothing can be posted to ${resource}`);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.length === 0 || key.length > 200) {
    return problem(400, 'idempotency_key_required', 'give an Idempotency-Key header of 1 to 200 characters');
  }
  const body = await readJson(request);
  const parsed = schemas[resource as keyof typeof schemas].safeParse(body);
  if (!parsed.success) return problem(400, 'invalid_request', z.prettifyError(parsed.error));
  switch (resource) {
    case 'authorizations':
      return sandbox.authorize(key, parsed.data as z.infer<typeof schemas.authorizations>);
    case 'captures':
      return sandbox.capture(key, parsed.data as z.infer<typeof schemas.captures>);
    default:
      return sandbox.refund(key, parsed.data as z.infer<typeof schemas.refunds>);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  if (size > largestBody) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
