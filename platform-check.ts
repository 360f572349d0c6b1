/** The checker: every invariant of the runtime and of the platform, on one snapshot of the database. */
import { inventoryInvariants } from './actors/inventory/index.ts';
import { orderInvariants } from './actors/order/index.ts';
import { inProcessProvider, type LedgerEntry, ledgerInvariants } from './actors/payment/index.ts';
import { platformActors, platformProjections } from './platform.ts';
import { runtimeInvariants, type Sql } from './runtime/index.ts';
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

/** Changes nothing. Without `ledger` the provider's books are not compared. */
export async function checkPlatform(databaseUrl: string, ledger?: () => readonly LedgerEntry[]): Promise<Verdict> {
  const before = ledger?.();
  return inTransaction(databaseUrl, 'verify', async (sql) => {
    await sql.query('one_snapshot', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await sql.query('patience', 'SET LOCAL enable_seqscan = on');
    const [counts] = await sql.query<Verdict['counts']>('counts', COUNTS);
    const actors = platformActors({ order: {}, payment: { provider: inProcessProvider() } });
    const invariants = [
      ...runtimeInvariants(actors, platformProjections),
      ...inventoryInvariants,
      ...orderInvariants,
      ...(before && ledger ? ledgerInvariants({ before, after: ledger() }) : []),
    ];
    const checks: Verdict['checks'] = [];
    for (const { name, check } of invariants) checks.push({ name, violations: await check(sql as Sql) });
    return { checks, counts: counts as Verdict['counts'] };
  });
}
