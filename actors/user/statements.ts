import { type Sql, texts } from '../../runtime/index.ts';

/** Inserts those whose id and address are free, in the order of the addresses, so that batches never deadlock; answers which. */
export async function insertUsers(
  sql: Sql,
  users: readonly { userId: string; email: string; name: string }[],
): Promise<Set<string>> {
  const rows = await sql.query<{ user_id: string }>(
    'user-insert',
    `INSERT INTO users (user_id, email, name)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS u (user_id, email, name)
      ORDER BY lower(u.email), u.user_id
     ON CONFLICT DO NOTHING
     RETURNING user_id`,
    [
      texts(users.map(({ userId }) => userId)),
      texts(users.map(({ email }) => email)),
      texts(users.map(({ name }) => name)),
    ],
  );
  return new Set(rows.map(({ user_id }) => user_id));
}

export async function knownIds(sql: Sql, userIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ user_id: string }>(
    'user-known',
    'SELECT user_id FROM users WHERE user_id = ANY($1::text[])',
    [texts(userIds)],
  );
  return new Set(rows.map(({ user_id }) => user_id));
}
