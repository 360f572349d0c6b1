import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { serveSignpost } from './signpost.ts';

/** What is at `/`: the console where it is built, else a page that says how to get it. */
export async function registerConsole(
  app: FastifyInstance,
  { folder, queues }: { folder: string | undefined; queues: boolean },
): Promise<void> {
  const isBuilt = folder !== undefined && existsSync(join(folder, 'index.html'));
  if (isBuilt) await (await import('./serve.ts')).serveConsole(app, folder);
  else serveSignpost(app, { queues });
}
