/**
 * Whether the process of this container does its work: exit code 0 or 1. Called with the same `--role` as the process.
 *
 * `api` and `sandbox` are asked over HTTP, `mailbox` over SMTP. The other roles open no port; every process says once a second in the database
 * that it lives, and PostgreSQL knows from which address it last did. A pooler between the two hides that address: give
 * such a process the role `api` too, and it is asked over HTTP.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import pg from 'pg';
import { type Config, loadConfig } from '../config.ts';

const SILENT_AFTER = '5 seconds';

const BEATS = `
  SELECT FROM pg_stat_activity
  WHERE datname = current_database() AND client_addr IS NOT DISTINCT FROM inet_client_addr()
    AND application_name = 'orderly recovery' AND query_start > now() - interval '${SILENT_AFTER}'`;

async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}

/** A mail server greets first, with 220 when it is well. */
async function greets(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').setTimeout(2_000, () =>
    socket.destroy(new Error('no greeting within 2 s')),
  );
  try {
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    return greeting.toString().startsWith('220');
  } finally {
    socket.destroy();
  }
}

async function beats(databaseUrl: string | undefined): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(BEATS)).rows.length > 0;
  } finally {
    await client.end();
  }
}

function isHealthy({ roles, port, sandboxPort, mailboxPort, databaseUrl }: Config): Promise<boolean> {
  if (roles.has('api')) return answers(`http://127.0.0.1:${port}/health/ready`);
  if (roles.has('sandbox')) return answers(`http://127.0.0.1:${sandboxPort}/v1/payments/health`);
  if (roles.has('mailbox')) return greets(mailboxPort);
  return beats(databaseUrl);
}

const healthy = await isHealthy(loadConfig()).catch((error: Error) => {
  console.error(error.message);
  return false;
});
process.exit(healthy ? 0 : 1);
