/**
 * `npm run rebuild-views [-- --view NAME]`: builds all views, or those named, anew from the events, on a running or a
 * stopped system; whoever reads them notices nothing. Exit code 2 where a view is not known or the system not reached.
 */
import { parseArgs } from 'node:util';
import { loadConfig } from './config.ts';
import { tableStatements } from './entities/blueprint.ts';
import { platformProjections } from './platform.ts';
import { reachDatabase } from './reach-database.ts';
import { type RebuildProgress, rebuildView } from './runtime/events/rebuild.ts';
import type { Projection } from './runtime/index.ts';

const TELL_EVERY_MS = 1_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { view: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(`Usage: npm run rebuild-views [-- --view NAME]\nViews: ${names()}`);
    return;
  }
  const chosen = values.view?.map(named) ?? platformProjections;
  const { databaseUrl, stop } = await reachDatabase(loadConfig(process.env, []));
  try {
    for (const projection of chosen) await rebuild(databaseUrl, projection);
  } finally {
    await stop();
  }
}

function named(name: string): Projection {
  const found = platformProjections.find((projection) => projection.name === name || projection.table === name);
  if (!found) throw new Error(`There is no view "${name}"; there are ${names()}`);
  return found;
}

function names(): string {
  return platformProjections.map(({ name }) => name).join(', ');
}

async function rebuild(databaseUrl: string, projection: Projection): Promise<void> {
  const started = performance.now();
  const { events, rows, onlyBefore, onlyAfter, heldMs } = await rebuildView(databaseUrl, projection, {
    onProgress: teller(projection.name),
    tables: tableStatements,
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const differing = Math.max(onlyBefore, onlyAfter);
  console.log(
    `${projection.name}: ${rows} rows from ${events} events in ${seconds} s; ` +
      `${differing === 0 ? 'equal to the view before' : `${differing} rows differ from the view before`}; ` +
      `held up for ${heldMs.toFixed(0)} ms`,
  );
}

function teller(name: string): (progress: RebuildProgress) => void {
  let told = performance.now();
  return ({ events, total }) => {
    if (performance.now() - told < TELL_EVERY_MS) return;
    told = performance.now();
    console.log(`${name}: ${events} of about ${total} events`);
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
