import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { CustomerNotFound } from '../errors.ts';
import { route } from '../openapi/route.ts';
import { procedure, router } from '../trpc.ts';

const Customer = z
  .object({
    customerId: z.string(),
    registered: z.boolean().describe('False: has ordered, and is no user yet'),
    name: z.string().optional(),
    email: z.string().optional(),
    orders: z.int(),
    confirmed: z.int(),
    cancelled: z.int(),
    spent: z.array(z.object({ currency: z.string(), total: z.number() })).describe('On confirmed orders'),
  })
  .meta({ id: 'Customer' });

const get = route('GET', '/api/customers/{customerId}', {
  tag: 'Customers',
  summary: 'A customer as the order side knows them',
  description:
    'From a view that events keep, a moment behind. Orders may come before the user, or the user before them.',
  problems: ['CUSTOMER_NOT_FOUND'],
});

export const customers = router({
  get: procedure
    .meta(get)
    .input(z.object({ customerId: identifier }))
    .output(Customer)
    .query(async ({ ctx, input }) => {
      const customer = await ctx.customers.get(input.customerId);
      if (!customer) throw new CustomerNotFound(input.customerId);
      return customer;
    }),
});
