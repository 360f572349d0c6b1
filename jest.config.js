/**
 * Unit tests touch nothing outside the process; integration tests (`*.int.test.ts`) get a PostgreSQL and a Redis;
 * browser tests (`*.browser.test.ts`) also a Chromium, where one can be had, and the built console.
 */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // Jest would take apart what each file leaves behind; the workers end with the run anyway.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/setup/strip-types.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/.cache', '<rootDir>/.data', '<rootDir>/web/dist', '<rootDir>/bench/peers'],
};

export default {
  maxWorkers: 2,
  // Of a test and of a hook; jest does not read it from a project. Unit tests take milliseconds anyway.
  testTimeout: 120_000,
  collectCoverageFrom: ['**/*.ts', '!**/*.test.ts', '!tests/**', '!web/**', '!bench/**'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testEnvironment: '<rootDir>/tests/setup/environment.cjs',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(?:int|browser)\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/**/*.int.test.ts'],
      globalSetup: '<rootDir>/tests/setup/start-servers.ts',
      globalTeardown: '<rootDir>/tests/setup/stop-servers.ts',
    },
    {
      ...shared,
      displayName: 'browser',
      testMatch: ['<rootDir>/**/*.browser.test.ts'],
      globalSetup: '<rootDir>/tests/browser/start.ts',
      globalTeardown: '<rootDir>/tests/setup/stop-servers.ts',
    },
  ],
};
