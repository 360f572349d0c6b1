import { z } from 'zod';
import { identifier, milliseconds, minorUnits } from '../../machines/identifier.ts';
import { type Gathered, missing, scatterGather } from '../../machines/scatter-gather/scatter-gather.ts';
import { to } from '../../machines/to.ts';
import { defineMachineActor } from '../../runtime/index.ts';

const request = z.object({
  productId: identifier,
  quantity: z.int().min(1),
  suppliers: z.array(identifier).min(1),
  enough: z.int().min(1).describe('Decide as soon as so many have quoted.'),
  deadlineMs: milliseconds,
});
const quote = z.object({ supplier: identifier, unitPriceMinor: minorUnits });

type Request = z.output<typeof request>;
type Quoted = z.output<typeof quote> & { type: 'Quoted' };

/** The lowest price; of equal ones the supplier that was named first. */
function best({ targets, answers }: Pick<Gathered<Request, number>, 'targets' | 'answers'>) {
  const quotes = targets.filter((name) => Object.hasOwn(answers, name)).map((name) => ({ supplier: name, price: answers[name] as number }));
  return quotes.reduce<(typeof quotes)[0] | undefined>((low, next) => (low && low.price <= next.price ? low : next), undefined);
}

const machine = scatterGather<Request, number, Quoted>({
  id: 'purchase',
  targets: ({ suppliers }) => suppliers,
  ask: (supplier, { id, productId, quantity }) => ({
    to: to('supplier', `${supplier}.${id}`),
    message: { type: 'AskQuote', supplier, purchaseId: id, productId, quantity },
  }),
  answer: 'Quoted',
  collect: ({ supplier, unitPriceMinor }) => ({ from: supplier, answer: unitPriceMinor }),
  enough: ({ answers, input }) => Object.keys(answers).length >= input.enough,
  deadlineMs: ({ deadlineMs }) => deadlineMs,
  events: {
    decided: (purchase) => ({
      type: 'SupplierChosen',
      supplier: best(purchase)?.supplier ?? null,
      unitPriceMinor: best(purchase)?.price ?? null,
      silent: missing(purchase),
    }),
  },
});

/** One purchase: asks every supplier, and takes the best of the first quotes within the deadline. */
export const purchaseActor = defineMachineActor({
  type: 'purchase',
  machine,
  starts: ['RequestQuotes'],
  messages: { RequestQuotes: request, Quoted: quote },
  events: {
    SupplierChosen: z.object({
      supplier: z.string().nullable(),
      unitPriceMinor: z.int().nullable(),
      silent: z.array(z.string()),
    }),
  },
});
