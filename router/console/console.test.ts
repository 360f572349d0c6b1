import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';
import { CONSOLE_ADDRESSES } from './addresses.ts';

const DOCUMENT = '<!doctype html><title>Orderly</title>';
const SCRIPT = 'console.log(1)';

describe('the built console', () => {
  let folder: string;
  let server: OpenServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orderly-console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), DOCUMENT);
    writeFileSync(join(folder, 'theme.js'), SCRIPT);
    writeFileSync(join(folder, '.made-of'), 'x');
    writeFileSync(join(folder, 'assets', 'app-a1b2c3.js'), SCRIPT);
    writeFileSync(join(folder, 'assets', 'app-a1b2c3.js.gz'), gzipSync(SCRIPT));
    server = await openServer({ console: folder });
  });
  afterAll(async () => {
    await server.app.close();
    rmSync(folder, { recursive: true });
  });

  it.each([...CONSOLE_ADDRESSES, '/orders/8f3c2a71', '/fleet/order/3', '/signals/1?theme=dark'])(
    'is one document at %s, asked for anew each time',
    async (url) => {
      const { status, body, headers } = await server.call('GET', url);
      expect([status, body]).toEqual([200, DOCUMENT]);
      expect(headers['cache-control']).toBe('public, max-age=0');
    },
  );

  it.each([
    '/api/nothing',
    '/trpc/nothing',
    '/docs/nothing',
    '/problems/nothing',
    '/nothing',
    '/assets/nothing.js',
  ])('leaves %s to the others', async (url) => {
    const { status, body } = await server.call('GET', url);
    expect(status).toBe(404);
    expect(body).not.toBe(DOCUMENT);
  });

  it('answers a person at an address that no page has with the document and 404', async () => {
    const asPerson = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const { status, body, headers } = await server.call('GET', '/no/such/page?x=1', undefined, asPerson);
    expect([status, body]).toEqual([404, DOCUMENT]);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    for (const path of ['/api/nothing', '/trpc/nothing', '/assets/nothing.js', '/api', '/nothing.txt'])
      expect(await server.call('GET', path, undefined, asPerson)).toMatchObject({
        status: 404,
        headers: { 'content-type': expect.stringContaining('json') },
      });
    expect((await server.call('POST', '/no/such/page', {}, asPerson)).body).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('allows no script and no style but its own files', async () => {
    const { headers } = await server.call('GET', '/orders');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    const own = "connect-src 'self' ws://localhost:* ws://127.0.0.1:*;";
    expect(policy).toContain(own);
    expect(policy.replace(own, '')).not.toMatch(/unsafe|https?:|wss?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('keeps the strict policy to itself', async () => {
    const { headers } = await server.call('GET', '/docs/');
    expect(headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
  });

  it('gives files that are named by their content for a year, compressed', async () => {
    const url = '/assets/app-a1b2c3.js';
    const { headers, rawPayload } = await server.app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('javascript'),
    });
    expect(gunzipSync(rawPayload).toString()).toBe(SCRIPT);
  });

  it('gives its other files, and no notes of the build', async () => {
    expect((await server.call('GET', '/theme.js')).body).toBe(SCRIPT);
    expect((await server.call('GET', '/.made-of')).status).toBe(404);
  });
});

describe('without a built console', () => {
  it('the page at / says how to build it', async () => {
    const server = await openServer({ console: join(tmpdir(), 'never-built') });
    const { status, body } = await server.call('GET', '/');
    expect([status, body]).toEqual([200, expect.stringContaining('npm run build:console')]);
    await server.app.close();
  });
});
