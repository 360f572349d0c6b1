import type { Sql } from '../sql.ts';
import type { Connection } from '../store/connection.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

/** Remembers the statements that ran through it, by name. */
export class RecordingSql implements Sql {
  readonly statements = new Map<string, string>();
  private readonly sql: Sql;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  query<Row = Record<string, unknown>>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]> {
    this.statements.set(name, text);
    return this.sql.query<Row>(name, text, values);
  }
}

/**
 * How often a statement's generic plan (the one that a prepared statement keeps) reads a whole table: by a scan, or by
 * walking all of an index without a condition on it, which is how a plan without statistics hides one. A walk
 * of one of the `smallIndexes` is fine: they are partial and hold few rows.
 */
export async function wholeTableReads(
  connection: Connection,
  text: string,
  tables: readonly string[],
  smallIndexes: readonly string[] = [],
): Promise<string[]> {
  const [row] = await connection.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    '',
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
  );
  const reads: string[] = [];
  const visit = (node: PlanNode): void => {
    const table = node['Relation Name'];
    const isRead = table !== undefined && node['Node Type'] !== 'ModifyTable' && tables.includes(table);
    const byIndex =
      node['Index Cond'] !== undefined ||
      node['Node Type'] === 'Bitmap Heap Scan' ||
      smallIndexes.includes(node['Index Name'] ?? '');
    if (isRead && !byIndex) reads.push(`${node['Node Type']} on ${table}`);
    for (const child of node.Plans ?? []) visit(child);
  };
  for (const { Plan } of row?.['QUERY PLAN'] ?? []) visit(Plan);
  return reads;
}
