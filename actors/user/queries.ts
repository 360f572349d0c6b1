import type { Sql } from '../../runtime/index.ts';

export interface User {
  userId: string;
  email: string;
  name: string;
}

export async function getUser(sql: Sql, userId: string): Promise<User | undefined> {
  const [row] = await sql.query<User>(
    'user-get',
    'SELECT user_id AS "userId", email, name FROM users WHERE user_id = $1',
    [userId],
  );
  return row;
}
