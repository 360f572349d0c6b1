/** A Restate server of its own for a run, the deployment registered with it, and its ingress. */

import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../embedded/free-port.ts';
import { startGuarded } from '../../embedded/guarded-process.ts';

export interface RestateServer {
  /** Calls a handler through the ingress and waits for its answer. */
  call<Answer>(path: string, body: unknown): Promise<Answer>;
  /** Tells it where the services are. */
  register(servicePort: number): Promise<void>;
  stop(): Promise<void>;
}

/** Default settings, fsync of its log included; only ports, folder, telemetry and the number of partitions are set. */
export const DURABILITY = 'Restate: log with WAL and WAL fsync (default), one node';

const READY_MS = 60_000;

export async function startRestate(dataDir: string, partitions: number): Promise<RestateServer> {
  const ports = { ingress: await findFreePort(), admin: await findFreePort(), node: await findFreePort() };
  const settings = {
    RESTATE_NODE_NAME: 'bench',
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_ADVERTISED_HOST: '127.0.0.1',
    RESTATE_BIND_PORT: ports.node,
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_INGRESS__BIND_PORT: ports.ingress,
    RESTATE_ADMIN__BIND_PORT: ports.admin,
    RESTATE_DEFAULT_NUM_PARTITIONS: partitions,
    RESTATE_DISABLE_TELEMETRY: true,
    RESTATE_LOG_FILTER: 'warn',
  };
  const log = join(dataDir, 'restate.log');
  const args = [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    binary(),
    '--no-logo',
    '--base-dir',
    join(dataDir, 'restate'),
  ];
  const server = startGuarded({ file: 'env', args }, log);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const ingress = `http://127.0.0.1:${ports.ingress}`;
  const admin = `http://127.0.0.1:${ports.admin}`;
  await untilHealthy(`${admin}/health`);
  await untilHealthy(`${ingress}/restate/health`);
  return {
    call: (path, body) => post(agent, `${ingress}${path}`, body),
    register: async (servicePort) => {
      await post(agent, `${admin}/deployments`, { uri: `http://127.0.0.1:${servicePort}` });
    },
    stop: async () => {
      agent.destroy();
      await server.stop();
    },
  };
}

function binary(): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/package.json`);
  return join(manifest, '..', 'bin', 'restate-server');
}

async function untilHealthy(url: string): Promise<void> {
  const end = Date.now() + READY_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > end) throw new Error(`Restate did not answer at ${url} within ${READY_MS} ms`);
    await delay(50);
  }
}

/** Plain HTTP with connections that stay open: the least that a caller can cost. */
function post<Answer>(agent: Agent, url: string, body: unknown): Promise<Answer> {
  const json = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if ((response.statusCode ?? 500) >= 300) reject(new Error(`${url}: ${response.statusCode} ${text}`));
        else resolve((text ? JSON.parse(text) : undefined) as Answer);
      });
    });
    sent.on('error', reject);
    sent.end(json);
  });
}
