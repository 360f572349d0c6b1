import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StartedRuntime } from '../runtime/runtime.ts';
import { startTestSystem, type TestSystem } from '../tests/setup/runtime.ts';
import { waitUntil } from '../tests/setup/wait-until.ts';

const script = new URL('./healthcheck.ts', import.meta.url).pathname;

async function check(role: string, env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, ['--no-warnings', script, '--role', role], { env });
  const [code] = await once(child, 'exit');
  return code;
}

describe('the health check of a role without a port', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ actors: [] });
  });
  afterAll(() => system.close());

  it('passes while its process beats, and fails once it is silent', async () => {
    const env = { DATABASE_URL: system.database.url };
    await waitUntil(async () => (await check('worker', env)) === 0, { message: 'the worker is healthy' });
    await stopForGood(system.runtime);
    await waitUntil(async () => (await check('worker', env)) === 1, { message: 'the worker is not healthy' });
  });

  it('fails without a database', async () => {
    expect(await check('worker', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toBe(1);
  });
});

describe('the health check of a role with a port', () => {
  it.each([
    ['api', 'PORT', '/health/ready'],
    ['sandbox', 'SANDBOX_PORT', '/v1/payments/health'],
  ])('asks %s over HTTP', async (role, setting, path) => {
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const env = { [setting]: String((server.address() as AddressInfo).port) };
    expect(await check(role, env)).toBe(0);
    status = 503;
    expect(await check(role, env)).toBe(1);
    server.close();
    await once(server, 'close');
    expect(asked).toEqual([path, path]);
    expect(await check(role, env)).toBe(1);
  });
});

it('the health check of the mail server waits for its greeting', async () => {
  const server = createTcpServer((socket) => void socket.end('220 ready\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = { MAILBOX_PORT: String((server.address() as AddressInfo).port) };
  expect(await check('mailbox', env)).toBe(0);
  server.close();
  await once(server, 'close');
  expect(await check('mailbox', env)).toBe(1);
});

/** The system stops all of its processes at its end; this one is gone by then. */
async function stopForGood(runtime: StartedRuntime): Promise<void> {
  await runtime.stop();
  runtime.stop = async () => {};
}
