import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { describeSettings, loadConfig, ROLES } from '../config.ts';

interface Service {
  image: string;
  build?: { dockerfile: string };
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** As Compose does where nothing is set outside: `${NAME:-default}` becomes the default. */
const text = read('../compose.yml').replace(/\$\{\w+:-(.*?)\}/g, '$1');
const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(text, {
  merge: true,
});
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build?.dockerfile === 'deploy/Dockerfile');
const image = Object.fromEntries(
  [...read('./Dockerfile').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);

describe('compose.yml', () => {
  it('is a Compose file by the schema of the Compose Specification', () => {
    // dclint ships the official schema; its $schema is not the address under which ajv knows the draft.
    const { $schema: _, ...schema } = JSON.parse(read('../node_modules/dclint/schemas/compose.schema.json'));
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('leaves no variable without a default', () => {
    expect(text).not.toContain('${');
  });

  it('runs each role once, all from one image', () => {
    const roles = ours.map(([, { command }]) => [...loadConfig({}, command).roles]);
    expect(roles.flat().sort()).toEqual([...ROLES].sort());
    expect(ours.map(([name]) => name).sort()).toEqual([...ROLES].sort());
    expect(new Set(ours.map(([, { image: tag }]) => tag)).size).toBe(1);
  });

  it.each(ours)('gives %s settings that exist, with values that are allowed', (_, { environment, command }) => {
    const known = describeSettings()
      .match(/^ {2}[A-Z_]+/gm)
      ?.map((name) => name.trim());
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment ?? {})));
    expect(() => loadConfig(environment, command)).not.toThrow();
  });

  it.each(services)('starts %s after healthy services only', (_, { depends_on = {} }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect([name, condition]).toEqual([name, 'service_healthy']);
      expect([name, compose.services[name]?.healthcheck?.test.length]).toEqual([name, expect.any(Number)]);
    }
  });

  it.each(ours)('asks %s about its own role', (_, { command, healthcheck }) => {
    expect(healthcheck?.test.slice(-3)).toEqual(['deploy/healthcheck.ts', ...(command ?? [])]);
  });

  it('reaches the servers and the sandbox where they listen', () => {
    const address = (name: 'DATABASE_URL' | 'REDIS_URL') =>
      new URL(compose.services.api?.environment?.[name] ?? '');
    expect(address('DATABASE_URL')).toMatchObject({ hostname: 'postgres', port: '5432' });
    expect(address('REDIS_URL')).toMatchObject({ hostname: 'redis', port: '6379' });
    const database = compose.services.postgres?.environment;
    expect(address('DATABASE_URL')).toMatchObject({
      username: database?.POSTGRES_USER,
      password: database?.POSTGRES_PASSWORD,
      pathname: `/${database?.POSTGRES_DB}`,
    });
    const payment = new URL(compose.services.worker?.environment?.PAYMENT_URL ?? '');
    expect(payment.host).toBe(`sandbox:${compose.services.sandbox?.environment?.SANDBOX_PORT}`);
    expect(compose.services.api?.environment?.PAYMENT_URL).toBe(payment.href.replace(/\/$/, ''));
    const mail = new URL(compose.services.worker?.environment?.SMTP_URL ?? '');
    expect(mail.host).toBe(`mailbox:${compose.services.mailbox?.environment?.MAILBOX_PORT}`);
  });

  it('publishes the port on which the image listens, on this host alone', () => {
    expect(compose.services.api?.ports).toEqual([`127.0.0.1:8080:${image.PORT}`]);
    expect(read('./Dockerfile')).toContain(`EXPOSE ${image.PORT}\n`);
    expect(image.HOST).toBe('0.0.0.0');
  });

  it('keeps what the servers and the sandbox write in volumes', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(compose.services.sandbox?.volumes).toEqual([`sandbox:${image.DATA_DIR}`]);
    expect(compose.services.mailbox?.volumes).toEqual([`mailbox:${image.DATA_DIR}`]);
  });
});
