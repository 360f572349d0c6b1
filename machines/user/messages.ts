import { z } from 'zod';

/** What an e-mail can be sent to; compared without regard to case. */
const email = z.email('must be an e-mail address').max(254);

const personName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'must not hold control characters');

/** What a user is asked; the id is the user's. */
export const userCommands = {
  RegisterUser: z
    .object({ email, name: personName })
    .describe('Make this user known. Refused where the address or the id belongs to somebody.'),
} as const;

/** What happened to a user. */
export const userEvents = {
  UserRegistered: z.object({ email: z.string(), name: z.string() }),
} as const;
