import { assign, fromPromise, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { inventoryReplies } from '../../machines/inventory/messages.ts';
import { to } from '../../machines/to.ts';
import { type Activity, address, defineMachineActor, done, type Outcome, refused } from '../../runtime/index.ts';

const question = z.object({
  supplier: identifier,
  purchaseId: identifier,
  productId: identifier,
  quantity: z.int().min(1),
});
type Question = z.output<typeof question>;

const machine = setup({
  types: { input: {} as Question, context: {} as Question & { price: number }, events: {} as { type: 'AskQuote' } },
  actors: { quote: fromPromise<Outcome<number>, Question>(() => Promise.reject(new Error('supplierActor binds it'))) },
}).createMachine({
  context: ({ input }) => ({ ...input, price: 0 }),
  initial: 'quoting',
  states: {
    quoting: {
      invoke: {
        src: 'quote',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'quoted',
            actions: assign(({ event: { output } }) => (output.outcome === 'done' ? { price: output.value } : {})),
          },
          'silent',
        ],
      },
    },
    quoted: {
      type: 'final',
      entry: sendTo(
        ({ context }) => to('purchase', context.purchaseId),
        ({ context: { supplier, price } }) => ({ type: 'Quoted', supplier, unitPriceMinor: price }),
      ),
    },
    silent: { type: 'final' },
  },
});

/** Quotes the listed price, if the inventory says at this moment that so many are there. */
export function quoteFromStock(priceOf: (supplier: string) => number, patienceMs = 1_000): Activity<Question, number> {
  return {
    async run({ supplier, productId, quantity }, { ask }) {
      const reply = await ask(address('inventory', productId), 'CheckStock', { productId, quantity }, patienceMs);
      const { enough, available } = inventoryReplies.StockChecked.parse(reply.payload);
      return enough ? done(priceOf(supplier)) : refused('out_of_stock', `only ${available} are there`);
    },
  };
}

export const supplierActor = (quote: Activity<Question, number>) =>
  defineMachineActor({ type: 'supplier', machine, starts: ['AskQuote'], messages: { AskQuote: question }, activities: { quote } });
