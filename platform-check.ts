/** The checker: every invariant of the runtime and of the platform, on one snapshot of the database. */
import { analyticsInvariants } from './actors/analytics/index.ts';
import { inventoryInvariants } from './actors/inventory/index.ts';
import { inboxInvariants, type MailEntry, notificationInvariants } from './actors/notification/index.ts';
import { orderInvariants } from './actors/order/index.ts';
import { inProcessProvider, type LedgerEntry, ledgerInvariants } from './actors/payment/index.ts';
import { signalInvariants } from './actors/signal/index.ts';
import { platformActors, platformProjections } from './platform.ts';
import { holdViews, runtimeInvariants, type Sql } from './runtime/index.ts';
import { inTransaction } from './runtime/store/session.ts';

export interface Verdict {
  checks: { name: string; violations: string[] }[];
  counts: { orders: number; open: number; turns: number; events: number; deadLetters: number };
}

const COUNTS = `
  SELECT (SELECT count(*) FROM actors WHERE type = 'order')::int AS orders,
         (SELECT count(*) FROM actors WHERE type = 'order' AND status = 'active')::int AS open,
         (SELECT count(*) FROM journal)::int AS turns,
         (SELECT count(*) FROM events)::int AS events,
         (SELECT count(*) FROM dead_letters WHERE state IN ('open', 'redriving'))::int AS "deadLetters"`;

const PROCESSORS = `SELECT max(substr(type, 11)::int) AS count FROM actors WHERE type ~ '^processor-[0-9]+$'`;

/** However many the system has, or had: its settings are not known here. */
async function processorsSeen(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ count: number | null }>('processors', PROCESSORS);
  return row?.count ?? 1;
}

/** Changes nothing. Without `ledger` the provider's books are not compared, without `inbox` the own mail server's. */
export async function checkPlatform(
  databaseUrl: string,
  ledger?: () => readonly LedgerEntry[],
  inbox?: () => readonly MailEntry[],
): Promise<Verdict> {
  const before = ledger?.();
  const mailBefore = inbox?.();
  return inTransaction(databaseUrl, 'verify', async (sql) => {
    await sql.query('one_snapshot', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await holdViews(sql, platformProjections);
    await sql.query('patience', 'SET LOCAL enable_seqscan = on');
    const [counts] = await sql.query<Verdict['counts']>('counts', COUNTS);
    const actors = platformActors({
      order: {},
      payment: { provider: inProcessProvider() },
      signals: { processors: await processorsSeen(sql) },
    });
    const invariants = [
      ...runtimeInvariants(actors, platformProjections),
      ...inventoryInvariants,
      ...orderInvariants,
      ...analyticsInvariants,
      ...signalInvariants,
      ...notificationInvariants,
      ...(before && ledger ? ledgerInvariants({ before, after: ledger() }) : []),
      ...(mailBefore && inbox ? inboxInvariants({ before: mailBefore, after: inbox() }) : []),
    ];
    const checks: Verdict['checks'] = [];
    for (const { name, check } of invariants) checks.push({ name, violations: await check(sql as Sql) });
    return { checks, counts: counts as Verdict['counts'] };
  });
}
