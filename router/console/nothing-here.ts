import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONTENT_SECURITY_POLICY, DOCUMENT } from './serve.ts';

/** What is answered by others: programs read there, and a page would be no answer. */
const OTHERS = /^\/(?:api|trpc|assets|inspect|health|metrics|queues|docs|problems)(?:\/|$)|\.[a-z]+$/;

/**
 * The console's document, with status 404, for a person at an address that no page has: it says so itself and shows the
 * ways out. Undefined where a program asks, or asks at an address that belongs to something else.
 */
export async function nothingHere(
  folder: string,
  { method, url, headers }: Pick<FastifyRequest, 'method' | 'url' | 'headers'>,
  reply: FastifyReply,
): Promise<string | undefined> {
  const [path = '/'] = url.split('?');
  const isPerson = (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html');
  if (!isPerson || OTHERS.test(path)) return undefined;
  reply.code(404).header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8');
  return readFile(join(folder, DOCUMENT), 'utf8');
}
