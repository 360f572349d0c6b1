import { describe, expect, it } from '@jest/globals';
import { describeSettings, type Environment, InvalidConfiguration, loadConfig, ROLES } from './config.ts';

function problemsOf(env: Environment, argv: string[] = []): readonly string[] {
  try {
    loadConfig(env, argv);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('has a default for every setting', () => {
    expect(loadConfig({}, [])).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: '.data',
      databaseUrl: undefined,
      redisUrl: undefined,
      delivery: 'queue',
      devControls: 'auto',
      paymentUrl: undefined,
      help: false,
    });
  });

  it('runs every role unless some are named', () => {
    expect([...loadConfig({}, []).roles]).toEqual([...ROLES, 'processor-1', 'processor-2', 'processor-3']);
    expect([...loadConfig({}, ['--role', 'api,worker', '--role=timer']).roles]).toEqual([
      'api',
      'worker',
      'timer',
    ]);
  });

  it('reads numbers as numbers', () => {
    expect(loadConfig({ PORT: '0', RETRY_ATTEMPTS: '7' }, [])).toMatchObject({ port: 0, retryAttempts: 7 });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' }, [])).toMatchObject({ port: 8080, databaseUrl: undefined });
  });

  it('lists every bad setting with its value and what is allowed', () => {
    expect(problemsOf({ PORT: '80x', DELIVERY: 'pigeon', REDIS_URL: 'localhost:6379' })).toEqual([
      'PORT="80x"; allowed: a whole number from 0 to 65535',
      'REDIS_URL="localhost:6379"; allowed: a URL (redis, rediss)',
      'DELIVERY="pigeon"; allowed: queue, local',
    ]);
  });

  it('takes the address of traces only with a place for the id', () => {
    const traceUrl = 'http://jaeger:16686/trace/{traceId}';
    expect(loadConfig({ TRACE_URL: traceUrl }, []).traceUrl).toBe(traceUrl);
    expect(problemsOf({ TRACE_URL: 'http://jaeger:16686' })).toEqual([
      'TRACE_URL="http://jaeger:16686"; allowed: a URL (http, https) with {traceId} in it',
    ]);
  });

  it.each(['-1', '65536', '1.5', ' 80', '1e3', 'NaN'])('refuses the port %p', (port) => {
    expect(problemsOf({ PORT: port })).toHaveLength(1);
  });

  it('refuses unknown roles and options', () => {
    expect(problemsOf({}, ['--role', 'api,cook', '--fast', 'now'])).toEqual([
      '--fast is no option; allowed: --role, --help',
      '"now" is no option; allowed: --role, --help',
      '--role "cook"; allowed: api, worker, relay, timer, projection, sandbox, mailbox, processor-1 to processor-3',
    ]);
  });

  it('has a role for each processor, and no more', () => {
    expect([...loadConfig({ PROCESSORS: '5' }, ['--role', 'processor-5,api']).roles]).toEqual([
      'processor-5',
      'api',
    ]);
    const problem = (given: number, named: string) =>
      `--role "${named}"; there are ${given} processors (PROCESSORS=${given}), named processor-1 to processor-${given}`;
    expect(problemsOf({}, ['--role', 'processor-4'])).toEqual([problem(3, 'processor-4')]);
    expect(problemsOf({ PROCESSORS: '2' }, ['--role', 'processor-0'])).toEqual([problem(2, 'processor-0')]);
    expect(problemsOf({ PROCESSORS: 'two' }, [])).toEqual([
      'PROCESSORS="two"; allowed: a whole number from 1 to 100',
    ]);
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['0.25', 0.25],
    ['.5', 0.5],
  ])('takes the share %s', (given, share) => {
    expect(loadConfig({ PROCESSOR_FAILURE_RATE: given }, []).processorFailureRate).toBe(share);
  });

  it.each(['-0.1', '1.1', 'half', '50%'])('refuses the share %s', (given) => {
    expect(problemsOf({ PROCESSOR_FAILURE_RATE: given })).toEqual([
      `PROCESSOR_FAILURE_RATE="${given}"; allowed: a number from 0 to 1`,
    ]);
  });

  it('never shows a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://root:secret@db/orders' })).toEqual([
      'DATABASE_URL="mysql://root:***@db/orders"; allowed: a URL (postgres, postgresql)',
    ]);
  });

  it('asks for exit code 2', () => {
    expect(new InvalidConfiguration(['PORT="x"'])).toMatchObject({ code: 'INVALID_CONFIGURATION', exitCode: 2 });
  });

  it('lets --help pass whatever else is wrong', () => {
    expect(loadConfig({ PORT: 'x' }, ['--help']).help).toBe(true);
  });
});

describe('describeSettings', () => {
  it('names every setting with its unit and default', () => {
    const text = describeSettings();
    expect(text).toContain('RETRY_BACKOFF_MS     Pause before the first retry; doubles each time [200 ms]');
    expect(text).toContain('allowed: queue, local');
    expect(text).toContain('--role api,worker,relay,timer,projection,sandbox,mailbox');
  });
});
