/**
 * `npm run contracts`: writes docs/contracts/ from the schemas in the code, and refuses where that would break whoever
 * relies on what is there. Exit code 1 for a breaking change, 2 where the command cannot run.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ARTEFACTS, type Artefact } from './artefacts.ts';

const HELP = `Usage: npm run contracts -- [--check [--current]] [--against REF] [--accept-breaking]

  (nothing)          write docs/contracts/, unless that would break whoever relies on it
  --check            write nothing: fail on a breaking change; additions pass
  --current          with --check: fail too where the files are not what the code gives
  --against REF      compare with the files of a commit, like origin/main, not with those on disk
  --accept-breaking  write all the same: a new major version`;

const root = new URL('../', import.meta.url);
const folder = new URL('docs/contracts/', root);

function main(): number {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      current: { type: 'boolean', default: false },
      against: { type: 'string' },
      'accept-breaking': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  const made = ARTEFACTS.map((artefact) => ({
    artefact,
    text: `${JSON.stringify(artefact.make(version), null, 2)}\n`,
  }));

  const breaches = made.flatMap(({ artefact, text }) => compare(artefact, text, values.against));
  for (const { path, problem } of breaches) console.log(`BREAKING  ${path}: ${problem}`);
  if (breaches.length > 0 && !values['accept-breaking']) {
    console.log(
      `${breaches.length} breaking changes; nothing was written. Keep what others rely on, or say --accept-breaking.`,
    );
    return 1;
  }
  const stale = made.filter(({ artefact, text }) => onDisk(artefact) !== text);
  if (!values.check) {
    mkdirSync(folder, { recursive: true });
    for (const { artefact, text } of stale) writeFileSync(new URL(artefact.file, folder), text);
    console.log(stale.length > 0 ? `written: ${names(stale)}` : 'docs/contracts is up to date');
    return 0;
  }
  if (stale.length > 0) console.log(`out of date: ${names(stale)}; run npm run contracts`);
  else console.log('docs/contracts is up to date; nothing breaks');
  return stale.length > 0 && values.current ? 1 : 0;
}

function names(some: readonly { artefact: Artefact }[]): string {
  return some.map(({ artefact }) => `docs/contracts/${artefact.file}`).join(', ');
}

function compare(artefact: Artefact, text: string, against: string | undefined) {
  const before = against === undefined ? onDisk(artefact) : inCommit(artefact, against);
  if (before === undefined) return [];
  const breaches = artefact.compare(JSON.parse(before) as object, JSON.parse(text) as object);
  return breaches.map(({ path, problem }) => ({ path: `${artefact.file} ${path}`, problem }));
}

function onDisk({ file }: Artefact): string | undefined {
  const path = new URL(file, folder);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Undefined where the commit has no such file yet. Throws where there is no such commit. */
function inCommit({ file }: Artefact, ref: string): string | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: fileURLToPath(root),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  git('rev-parse', '--verify', `${ref}^{commit}`);
  try {
    return git('show', `${ref}:docs/contracts/${file}`);
  } catch {
    return undefined;
  }
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
