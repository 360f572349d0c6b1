import type { z } from 'zod';
import type { userCommands } from '../../machines/user/messages.ts';
import { type HandlerOutcome, idOf, type Message, type Sql } from '../../runtime/index.ts';
import { insertUsers, knownIds } from './statements.ts';

type Register = z.output<typeof userCommands.RegisterUser>;

/**
 * A batch of registrations: the unique index decides, also between processes and within the batch. Two who ask for one
 * address at the same moment are told apart by it: one is in, the other is refused.
 */
export async function handle(messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> {
  const wanted = messages.map(({ to, payload }) => ({ userId: idOf(to), ...(payload as Register) }));
  const made = await insertUsers(sql, wanted);
  const left = wanted.filter(({ userId }) => !made.has(userId)).map(({ userId }) => userId);
  const known = left.length > 0 ? await knownIds(sql, left) : new Set<string>();
  return wanted.map(({ userId, email, name }): HandlerOutcome => {
    if (made.has(userId)) return { events: [{ type: 'UserRegistered', payload: { email, name } }] };
    if (known.has(userId))
      return { refused: { code: 'USER_EXISTS', message: `There is a user ${userId} already` } };
    return { refused: { code: 'EMAIL_TAKEN', message: `${email} belongs to a registered user` } };
  });
}
