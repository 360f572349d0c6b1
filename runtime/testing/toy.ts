/** A small shop for the runtime's own tests: a machine with a timer and an activity, and a handler with a table. */
import { assign, emit, fromPromise, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { done, type Outcome } from '../activities/outcome.ts';
import { defineHandlerActor, defineMachineActor } from '../define.ts';
import type { Activity, HandlerActorDefinition, MachineActorDefinition } from '../definition.ts';

interface TicketInput {
  id: string;
  seat: string;
  waitMs?: number;
}

const to = (address: string) => ({ address }) as unknown as string;

const ticketMachine = setup({
  types: {
    context: {} as { id: string; seat: string; waitMs: number; price?: number; notes: number },
    input: {} as TicketInput,
    events: {} as
      | { type: 'SeatHeld' }
      | { type: 'SeatTaken' }
      | { type: 'Give' }
      | { type: 'Note' }
      | { type: 'Explode' }
      | { type: 'Later' },
  },
  actors: {
    quote: fromPromise<Outcome<number>, { seat: string }>(() =>
      Promise.reject(new Error('bound by the definition')),
    ),
  },
  delays: { patience: ({ context }) => context.waitMs },
}).createMachine({
  id: 'ticket',
  context: ({ input }) => ({ id: input.id, seat: input.seat, waitMs: input.waitMs ?? 60_000, notes: 0 }),
  initial: 'holding',
  on: {
    Note: { actions: assign({ notes: ({ context }) => context.notes + 1 }) },
    Explode: {
      actions: assign(() => {
        throw new Error('boom');
      }),
    },
  },
  states: {
    holding: {
      entry: [
        emit(({ context }) => ({ type: 'TicketAsked', seat: context.seat })),
        sendTo(
          ({ context }) => to(`seat/${context.seat}`),
          ({ context }) => ({ type: 'Hold', ticket: context.id }),
        ),
      ],
      on: { SeatHeld: 'quoting', SeatTaken: 'refused' },
    },
    quoting: {
      invoke: {
        id: 'quote',
        src: 'quote',
        input: ({ context }) => ({ seat: context.seat }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'offered',
            actions: assign({ price: ({ event }) => (event.output.outcome === 'done' ? event.output.value : 0) }),
          },
          { target: 'refused' },
        ],
      },
    },
    offered: { on: { Give: 'given' }, after: { patience: 'lapsed' } },
    given: { type: 'final', entry: emit(({ context }) => ({ type: 'TicketGiven', price: context.price ?? 0 })) },
    refused: { type: 'final', entry: emit({ type: 'TicketRefused' }) },
    lapsed: { type: 'final', entry: emit({ type: 'TicketLapsed' }) },
  },
});

export const quoteThirty: Activity = { run: async () => done(30) };

export function ticketActor(quote: Activity = quoteThirty): MachineActorDefinition {
  return defineMachineActor({
    type: 'ticket',
    machine: ticketMachine,
    starts: ['Ask'],
    messages: {
      Ask: z.object({ seat: z.string().min(1), waitMs: z.number().optional() }),
      SeatHeld: z.object({}),
      SeatTaken: z.object({}),
      Give: z.object({}),
      Note: z.object({}),
      Explode: z.object({}),
    },
    events: {
      TicketAsked: z.object({ seat: z.string() }),
      TicketGiven: z.object({ price: z.number() }),
      TicketRefused: z.object({}),
      TicketLapsed: z.object({}),
    },
    activities: { quote },
  });
}

/** What the handler needs; created by the test, since the toy is no part of the product's schema. */
export const SEATS_TABLE =
  'CREATE TABLE IF NOT EXISTS toy_seats (seat text PRIMARY KEY, ticket text NOT NULL, holds integer NOT NULL)';

const HOLD = `
  INSERT INTO toy_seats (seat, ticket, holds) SELECT t.seat, t.ticket, 1 FROM json_to_recordset($1::text::json) AS t(seat text, ticket text)
  ON CONFLICT (seat) DO UPDATE SET holds = toy_seats.holds + 1
  RETURNING seat, ticket`;

/** Fails as long as `failOn` names the ticket of one of its messages: the caller may change that on the way. */
export function seatActor(options: { failOn?: string } = {}): HandlerActorDefinition {
  return defineHandlerActor({
    type: 'seat',
    messages: { Hold: z.object({ ticket: z.string() }), Count: z.object({}) },
    events: { SeatWasHeld: z.object({ ticket: z.string() }) },
    handle: async (messages, sql) => {
      const seats = messages
        .filter(({ type }) => type === 'Hold')
        .map(({ to: seat, payload }) => ({ seat, ticket: payload.ticket }));
      if (seats.some(({ ticket }) => ticket === options.failOn)) throw new Error('this ticket cannot be held');
      const rows =
        seats.length > 0
          ? await sql.query<{ seat: string; ticket: string }>('toy_hold', HOLD, [JSON.stringify(seats)])
          : [];
      const holder = new Map(rows.map(({ seat, ticket }) => [seat, ticket]));
      return messages.map(({ to: seat, type, payload }) => {
        if (type === 'Count') return { reply: { type: 'Counted', payload: { seat } } };
        const held = holder.get(seat) === payload.ticket;
        if (!held) return { reply: { type: 'SeatTaken', payload: {} } };
        return {
          reply: { type: 'SeatHeld', payload: {} },
          events: [{ type: 'SeatWasHeld', payload: { ticket: payload.ticket } }],
        };
      });
    },
  });
}
