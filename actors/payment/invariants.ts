import type { Invariant, Sql } from '../../runtime/index.ts';
import type { LedgerEntry } from './sandbox/entry.ts';

/**
 * The provider's ledger against the orders, to the cent. Each check answers at most 100 violations. On a live system the
 * two cannot be read at one moment, so the ledger is read twice around the orders: what it held `before` belongs to an
 * order by then, and what an order says is in it `after`.
 */
export function ledgerInvariants(ledger: {
  before: readonly LedgerEntry[];
  after: readonly LedgerEntry[];
}): readonly Invariant[] {
  const [before, after] = [ledger.before, ledger.after].map((entries) => JSON.stringify(sumUp(entries)));
  const ask = async (
    sql: Sql,
    name: string,
    totals: string | undefined,
    where: string,
    line: string,
  ): Promise<string[]> => {
    const rows = await sql.query<{ line: string }>(
      name,
      `SELECT ${line} AS line
         FROM json_to_recordset($1::text::json)
              AS l (reference text, captures integer, captured bigint, refunded bigint)
         FULL JOIN (SELECT * FROM actors WHERE type = 'order') o ON o.address = 'order/' || l.reference
        WHERE ${where} LIMIT 100`,
      [totals],
    );
    return rows.map((row) => row.line);
  };
  const expected = "(o.snapshot -> 'context' ->> 'totalMinor')::bigint";
  return [
    {
      name: 'every payment in the ledger belongs to an order',
      check: (sql) =>
        ask(
          sql,
          'invariant-ledger-orphans',
          before,
          "l.reference <> '' AND o.address IS NULL",
          "format('the ledger charges %s for %s, which is no order', l.captured, l.reference)",
        ),
    },
    {
      name: 'every confirmed order is charged once at the provider, with its total, and not refunded',
      check: (sql) =>
        ask(
          sql,
          'invariant-ledger-confirmed',
          after,
          `o.state = 'confirmed' AND (coalesce(l.captures, 0) <> 1 OR l.captured <> ${expected} OR l.refunded <> 0)`,
          `format('%s is confirmed over %s; the ledger has %s charges of %s together, %s refunded',
                  o.address, ${expected}, coalesce(l.captures, 0), coalesce(l.captured, 0), coalesce(l.refunded, 0))`,
        ),
    },
    {
      name: 'every cancelled order holds no money at the provider',
      check: (sql) =>
        ask(
          sql,
          'invariant-ledger-cancelled',
          after,
          "o.state = 'cancelled' AND l.captured <> l.refunded",
          "format('%s is cancelled; the ledger has %s charged, %s refunded', o.address, l.captured, l.refunded)",
        ),
    },
  ];
}

interface Totals {
  reference: string;
  captures: number;
  captured: number;
  refunded: number;
}

function sumUp(entries: readonly LedgerEntry[]): Totals[] {
  const totals = new Map<string, Totals>();
  for (const { reference, kind, amountMinor } of entries) {
    const sum = totals.get(reference) ?? { reference, captures: 0, captured: 0, refunded: 0 };
    totals.set(reference, sum);
    if (kind === 'capture') {
      sum.captures += 1;
      sum.captured += amountMinor;
    }
    if (kind === 'refund') sum.refunded += amountMinor;
  }
  return [...totals.values()];
}
