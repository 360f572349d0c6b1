import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { userCommands } from '../../machines/user/messages.ts';

export const UserBody = userCommands.RegisterUser.extend({
  userId: identifier.optional().describe('The customerId of orders that were placed before. Default: a new one.'),
}).meta({ id: 'UserBody', examples: [{ email: 'ada@example.com', name: 'Ada Lovelace' }] });
export type UserBody = z.output<typeof UserBody>;

export const User = z.object({ userId: z.string(), email: z.string(), name: z.string() }).meta({ id: 'User' });
export type User = z.infer<typeof User>;
