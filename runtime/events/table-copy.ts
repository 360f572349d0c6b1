/**
 * What `CREATE TABLE … LIKE` leaves behind: the names of indexes and constraints, storage options, grants, and the
 * sequences of serial columns. A view that is swapped for its copy must not lose them.
 */
import { OrderlyError } from '../errors.ts';
import type { Connection } from '../store/connection.ts';

/** Other objects are made of the table (SQL views, foreign keys): they would keep to the old one after a swap. */
export class ViewHasDependents extends OrderlyError {
  constructor(table: string, dependents: readonly string[]) {
    super(
      'VIEW_HAS_DEPENDENTS',
      `${table} cannot be swapped: ${dependents.join(', ')} depend on it. Drop them first and make them again after it.`,
      'never',
    );
  }
}

const LINES = {
  options: `
    SELECT format('ALTER TABLE %s.%I SET (%s)', $2::text, c.relname, array_to_string(
             coalesce(c.reloptions, '{}') || ARRAY(SELECT 'toast.' || option FROM unnest(t.reloptions) option), ', ')) AS line
    FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
    WHERE c.oid = $1::regclass AND coalesce(c.reloptions, t.reloptions) IS NOT NULL`,
  constraints: `
    SELECT format('ALTER TABLE %s.%I ADD CONSTRAINT %I %s', $2::text, c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.conrelid = $1::regclass AND k.contype IN ('p', 'u', 'x', 'f') ORDER BY k.contype = 'f', k.conname`,
  indexes: `
    SELECT replace(pg_get_indexdef(i.indexrelid), format(' ON %s ', $1::text), format(' ON %s.%I ', $2::text, c.relname)) AS line
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid)`,
  grants: `
    SELECT format('GRANT %s ON %s.%I TO %s', g.privilege_type, $2::text, c.relname,
                  CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END) AS line
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g WHERE c.oid = $1::regclass AND g.grantee <> c.relowner`,
} as const;

const DEPENDENTS = `
  SELECT DISTINCT d.refobjid::regclass::text || ' <- ' || r.ev_class::regclass::text AS line
  FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
  WHERE d.refobjid = $1::regclass AND r.ev_class <> d.refobjid
  UNION SELECT k.conrelid::regclass::text FROM pg_constraint k WHERE k.confrelid = $1::regclass AND k.conrelid <> k.confrelid`;

const SEQUENCES = `
  SELECT s.oid::regclass::text AS sequence, a.attname AS column
  FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE d.refobjid = $1::regclass AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'`;

/** Makes an empty `schema.table` like `public.table`: columns, identity, indexes under their names, options, grants. */
export async function copyEmpty(sql: Connection, table: string, schema: string): Promise<void> {
  const source = `public.${table}`;
  const dependents = await sql.query<{ line: string }>('copy_dependents', DEPENDENTS, [source]);
  if (dependents.length > 0)
    throw new ViewHasDependents(
      table,
      dependents.map(({ line }) => line),
    );
  await sql.command(`CREATE TABLE ${schema}.${table} (LIKE ${source} INCLUDING ALL EXCLUDING INDEXES)`);
  for (const [name, text] of Object.entries(LINES)) {
    for (const { line } of await sql.query<{ line: string }>(`copy_${name}`, text, [source, schema]))
      await sql.command(line);
  }
}

/**
 * Statements that put the copy in the place of `public.table`, which moves to the schema `retired`. A serial column's
 * sequence goes on counting: it stays, and belongs to the copy.
 */
export async function swapStatements(
  sql: Connection,
  table: string,
  { copy, retired }: { copy: string; retired: string },
): Promise<string[]> {
  const serial = await sql.query<{ sequence: string; column: string }>('copy_sequences', SEQUENCES, [
    `public.${table}`,
  ]);
  return [
    ...serial.map(({ sequence }) => `ALTER SEQUENCE ${sequence} OWNED BY NONE`),
    `ALTER TABLE public.${table} SET SCHEMA ${retired}`,
    `ALTER TABLE ${copy}.${table} SET SCHEMA public`,
    ...serial.map(({ sequence, column }) => `ALTER SEQUENCE ${sequence} OWNED BY public.${table}.${column}`),
  ];
}
