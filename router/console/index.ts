import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { NothingHere } from '../rest/errors.ts';
import { serveSignpost } from './signpost.ts';

/**
 * What is at `/`: the console where it is built, else a page that says how to get it.
 * @returns what the console says at an address that no page has; undefined where it is not built
 */
export async function registerConsole(
  app: FastifyInstance,
  { folder, queues }: { folder: string | undefined; queues: boolean },
): Promise<NothingHere | undefined> {
  const isBuilt = folder !== undefined && existsSync(join(folder, 'index.html'));
  if (!isBuilt) {
    serveSignpost(app, { queues });
    return undefined;
  }
  await (await import('./serve.ts')).serveConsole(app, folder);
  const { nothingHere } = await import('./nothing-here.ts');
  return (request, reply) => nothingHere(folder, request, reply);
}
