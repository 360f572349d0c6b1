import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { userCommands } from '../../machines/user/messages.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { Refused, UserNotFound } from '../errors.ts';
import { executeOnce, idFromKey } from '../idempotency.ts';
import { newId } from '../new-id.ts';
import { CreatedHeaders, OnceHeaders } from '../openapi/headers.ts';
import { route } from '../openapi/route.ts';
import { procedure, router } from '../trpc.ts';
import { User, UserBody } from './schemas.ts';

const tag = 'Users';

const register = route('POST', '/api/users', {
  tag,
  summary: 'Register a user',
  description: 'A customer who has ordered before registers under their customerId; else the id is made.',
  answers: { 201: 'The user is registered' },
  problems: ['EMAIL_TAKEN', 'USER_EXISTS', 'IDEMPOTENCY_KEY_REUSED', 'MALFORMED_HEADER'],
  requestHeaders: OnceHeaders,
  responseHeaders: CreatedHeaders,
});
const get = route('GET', '/api/users/{userId}', { tag, summary: 'One user', problems: ['USER_NOT_FOUND'] });

export const users = router({
  register: procedure
    .meta(register)
    .input(UserBody)
    .output(User)
    .mutation(({ ctx, input }) => registerUser(ctx, input)),

  get: procedure
    .meta(get)
    .input(z.object({ userId: identifier }))
    .output(User)
    .query(async ({ ctx, input }) => {
      const user = await ctx.users.get(input.userId);
      if (!user) throw new UserNotFound(input.userId);
      return user;
    }),
});

/** Under an Idempotency-Key the id comes from the key, so that a repetition meets the same user. */
async function registerUser(ctx: Context, { userId: given, ...payload }: UserBody): Promise<User> {
  const { idempotencyKey: key } = ctx.request;
  const userId = given ?? (key === undefined ? newId() : idFromKey('user', key));
  const command = { to: address('user', userId), type: 'RegisterUser', payload };
  const { fresh, refused } = await executeOnce(ctx, command, userCommands.RegisterUser.parse);
  if (refused) throw new Refused(refused);
  const user = fresh ? { userId, ...payload } : await ctx.users.get(userId);
  if (!user) throw new Refused({ code: 'EMAIL_TAKEN', message: `${payload.email} belongs to a registered user` });
  ctx.answer(201, { Location: `/api/users/${userId}` });
  return user;
}
