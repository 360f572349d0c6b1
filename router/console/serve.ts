import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { CONSOLE_ADDRESSES } from './addresses.ts';

/**
 * Stricter than that of the other pages: no inline script, no inline style, nothing from elsewhere. It connects to this
 * server, and to an inspector on the person's own machine where they ask for it.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' ws://localhost:* ws://127.0.0.1:*",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR_MS = 365 * 24 * 3_600_000;
/** All pages are this one file. */
export const DOCUMENT = 'index.html';

/**
 * The built console: its files, and its one document at each of its addresses. Files under assets/ are named by their
 * content and kept for a year; the others are asked for again each time.
 * @param folder the files, each with its compressed copies beside it
 */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      preCompressed: true,
      immutable: true,
      maxAge: YEAR_MS,
    });
    const fresh = { maxAge: 0, immutable: false };
    scope.addHook('onRequest', (_, reply, done) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
      done();
    });
    for (const name of filesBeside(folder))
      scope.get(`/${name}`, (_, reply) => reply.sendFile(name, folder, fresh));
    for (const address of CONSOLE_ADDRESSES)
      for (const path of address === '/' ? ['/'] : [address, `${address}/*`])
        scope.get(path, (_, reply) => reply.sendFile(DOCUMENT, folder, fresh));
  });
}

function filesBeside(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.|\.(?:gz|br)$/.test(entry.name) && entry.name !== DOCUMENT)
    .map(({ name }) => name);
}
