import pg from 'pg';
import { readInbox } from '../../actors/notification/index.ts';
import { readLedger } from '../../actors/payment/index.ts';
import { checkPlatform } from '../../platform-check.ts';
import { waitUntil } from './wait-until.ts';

/** A server that goes fails the query under way, and not the test that runs by then. */
function open(databaseUrl: string): pg.Client {
  return new pg.Client({ connectionString: databaseUrl }).on('error', () => undefined);
}

/** Rows of a query that a test makes once. */
export async function ask<Row>(databaseUrl: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = open(databaseUrl);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

const UNDER_WAY = `
  SELECT (SELECT count(*) FROM actors WHERE status = 'active' AND (type = 'order' OR (type = 'payment' AND state NOT IN ('charged', 'declined'))))::int
       + (SELECT count(*) FROM outbox)::int
       + (SELECT count(*) FROM checkpoints c WHERE EXISTS (SELECT FROM events e WHERE (e.tx, e.pos) > (c.tx, c.pos)))::int
       + (SELECT count(*) FROM order_views WHERE status = 'pending')::int AS left`;

/** Waits until every order has ended, every message is settled, and views and policies have caught up. */
export async function atRest(databaseUrl: string, timeoutMs = 90_000): Promise<void> {
  const client = open(databaseUrl);
  await client.connect();
  try {
    const nothingLeft = async () => (await client.query<{ left: number }>(UNDER_WAY)).rows[0]?.left === 0;
    await waitUntil(nothingLeft, {
      timeoutMs,
      intervalMs: 50,
      message: 'every order has ended and every message is settled',
    });
  } finally {
    await client.end();
  }
}

/** One line per violation that the checker finds, the provider's ledger and the own mail server's inbox included. */
export async function violations(databaseUrl: string, ledgerFile: string, inboxFile?: string): Promise<string[]> {
  const { checks } = await checkPlatform(
    databaseUrl,
    () => readLedger(ledgerFile),
    inboxFile === undefined ? undefined : () => readInbox(inboxFile),
  );
  return checks.flatMap((check) => check.violations.map((line) => `${check.name}: ${line}`));
}
