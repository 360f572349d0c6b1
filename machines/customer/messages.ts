import { z } from 'zod';

/** What the order side can be asked about a customer; the id is the customer's. */
export const customerQueries = {
  DescribeCustomer: z
    .object({
      asOf: z.string().optional().describe('An event id: the answer counts only if it knows that event.'),
    })
    .describe('Who is this customer?'),
} as const;

export const customerReplies = {
  CustomerDescribed: z.object({
    upToDate: z.boolean().describe('False: the view has not come to `asOf` yet; ask again.'),
    name: z.string().optional(),
    email: z.string().optional().describe('Absent while the customer has not registered.'),
  }),
} as const;

export type CustomerDescribed = z.infer<typeof customerReplies.CustomerDescribed>;
