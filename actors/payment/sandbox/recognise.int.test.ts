import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../../embedded/free-port.ts';
import { waitUntil } from '../../../tests/setup/wait-until.ts';
import { type Recognition, recogniseSandbox } from './recognise.ts';
import { startSandbox } from './server.ts';

const HOST = '127.0.0.1';

describe('whether payments go to the sandbox', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function sandbox(port = 0): Promise<string> {
    const { url, close } = await startSandbox({ port, host: HOST });
    ends.push(close);
    return url;
  }

  async function provider(status: number, body: string): Promise<string> {
    return listen(createServer((_, response) => void response.writeHead(status).end(body)));
  }

  async function listen(server: Server): Promise<string> {
    await new Promise<void>((listening) => server.listen(0, HOST, listening));
    ends.push(() => new Promise((closed) => server.close(closed).closeAllConnections()));
    return `http://${HOST}:${(server.address() as AddressInfo).port}`;
  }

  async function recognise(url: string | undefined, everyMs?: number): Promise<Recognition> {
    const recognition = await recogniseSandbox(url, everyMs);
    ends.push(() => recognition.stop());
    return recognition;
  }

  it('is told by the sandbox itself, also behind a path that ends with a slash', async () => {
    const url = await sandbox();
    expect((await recognise(url)).isSandbox()).toBe(true);
    expect((await recognise(`${url}/`)).isSandbox()).toBe(true);
  });

  it.each([
    [404, '{"error":"no such resource"}'],
    [401, 'who are you'],
    [200, '<html>'],
    [200, '{"sandbox":false}'],
  ])('is denied where a provider answers %i %s', async (status, body) => {
    expect((await recognise(await provider(status, body))).isSandbox()).toBe(false);
  });

  it('is not asked again of one that has said no', async () => {
    const asked = { other: 0, troubled: 0 };
    const count = (name: keyof typeof asked, status: number) =>
      listen(
        createServer((_, response) => {
          asked[name] += 1;
          response.writeHead(status).end();
        }),
      );
    await recognise(await count('other', 404), 1);
    await recognise(await count('troubled', 503), 1);
    await waitUntil(() => asked.troubled > 5, { message: 'one in trouble is asked on' });
    expect(asked.other).toBe(1);
  });

  it('is not claimed where no address is known, or nobody answers', async () => {
    expect((await recognise(undefined)).isSandbox()).toBe(false);
    expect((await recognise(`http://${HOST}:${await findFreePort()}`)).isSandbox()).toBe(false);
  });

  it('is noticed when the sandbox is there later, and kept while it is in trouble', async () => {
    const port = await findFreePort();
    const recognition = await recognise(`http://${HOST}:${port}`, 20);
    expect(recognition.isSandbox()).toBe(false);
    await sandbox(port);
    await waitUntil(() => recognition.isSandbox(), { message: 'it is recognised' });
    await ends.pop()?.();
    expect(recognition.isSandbox()).toBe(true);
  });
});
