/**
 * Who may import whom. Two prohibitions carry the architecture: runtime/ never imports machines/ or actors/, and
 * machines/ import nothing with effects. Tests, benchmarks and the composition root are free.
 */
const TESTS = ['\\.test\\.ts$', '^[a-z]+/testing/'];
const OURS = '^(?:machines|actors|runtime|entities|router|web|embedded|main\\.ts|config\\.ts|verify\\.ts)';

/** Matches packages wherever they are installed. */
const packages = (...names) => names.map((name) => `^node_modules/${name}(?:/|$)`);
const from = (path, ...except) => ({ path, pathNot: [...TESTS, ...except] });
const forbid = (name, comment, source, to) => ({ name, comment, severity: 'error', from: source, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'Two files that need each other are one file, or need a third.', {}, { circular: true }),
    forbid('no-unresolvable', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'no-unnamed-package',
      'The package is not named in package.json.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'machines-are-pure',
      'Machines import xstate, zod and their own folder: no I/O, no clock, no random.',
      from('^machines/'),
      { pathNot: ['^machines/', ...packages('xstate', 'zod')] },
    ),
    forbid(
      'entities-stand-alone',
      'Entities import MikroORM and nothing else of ours; pg only runs the migrations.',
      from('^entities/'),
      {
        pathNot: ['^entities/', ...packages('@mikro-orm/[^/]+', 'pg', '@types/pg')],
        dependencyTypesNot: ['core'],
      },
    ),
    forbid(
      'runtime-knows-no-business',
      'runtime/ imports entities/ (its own rows) and libraries, never what is built on it.',
      from('^runtime/'),
      { path: OURS, pathNot: ['^runtime/', '^entities/'] },
    ),
    forbid(
      'actors-see-the-index-of-runtime',
      'Actors use what runtime/index.ts exports, machines and entities.',
      from('^actors/'),
      { path: OURS, pathNot: ['^actors/', '^runtime/index\\.ts$', '^machines/', '^entities/'] },
    ),
    forbid(
      'actors-stay-apart',
      'An actor reaches another one by messages only, never by its folder.',
      from('^actors/([^/]+)/'),
      { path: '^actors/[^/]+/', pathNot: ['^actors/$1/'] },
    ),
    forbid(
      'router-is-thin',
      'The router uses runtime/index.ts, messages and the queries of actors: no tables of its own.',
      from('^router/'),
      { path: OURS, pathNot: ['^router/', '^runtime/index\\.ts$', '^machines/', '^actors/', '^config\\.ts$'] },
    ),
    forbid(
      'router-asks-queries',
      'Of an actor the router sees its queries (a file with `quer` in its name) and its index.',
      from('^router/'),
      { path: '^actors/[^/]+/', pathNot: ['^actors/[^/]+/[^/]*quer[^/]*\\.ts$', '^actors/[^/]+/index\\.ts$'] },
    ),
    forbid(
      'transport-stays-in-runtime',
      'BullMQ and ioredis are the transport of runtime/; the mount of Bull Board is the one exception.',
      from('^(?:actors|router|machines|entities)/', '^router/bull-board\\.ts$'),
      { path: packages('bullmq', 'ioredis') },
    ),
    forbid(
      'embedded-stands-alone',
      'The embedded servers know nothing of what runs on them.',
      from('^embedded/'),
      { path: OURS, pathNot: ['^embedded/'] },
    ),
    forbid(
      'web-knows-the-router-alone',
      'The console sees the server as its clients do: through the type of the router.',
      from('^web/'),
      { path: OURS, pathNot: ['^web/', '^router/(?:index|app-router)\\.ts$'] },
    ),
    forbid(
      'tests-are-leaves',
      'Nothing imports a test or a benchmark.',
      { pathNot: [...TESTS, '^(?:tests|bench)/'] },
      { path: ['\\.test\\.ts$', '^(?:tests|bench)/'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(?:coverage|dist|docs|\\.cache|\\.data|\\.git|web/dist)/', '^bench/peers/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
