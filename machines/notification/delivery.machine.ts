import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { MessageOf } from '../message-of.ts';
import { to } from '../to.ts';
import type { Delivery, deliveryMessages } from './messages.ts';

/** How sending ended: `refused` is final; `unknown` may or may not have arrived, and is tried again under the same id. */
export type SendOutcome =
  | { outcome: 'done'; value: { recipient: string } }
  | { outcome: 'refused'; code: string; reason: string }
  | { outcome: 'unknown'; reason: string };

export interface DeliveryContext extends Delivery {
  deliveryId: string;
  attempt: number;
  /** Who got it; null until somebody has. */
  recipient: string | null;
  /** Why it failed the last time, or was skipped. */
  detail: string | null;
}

const longestPauseMs = 600_000;

/** Reasons not to send that are nobody's failure. */
const nobodyToTell = new Set(['no_recipient', 'webhook_deleted']);

function isNobody(answer: SendOutcome): boolean {
  return answer.outcome === 'refused' && nobodyToTell.has(answer.code);
}

function learned(answer: SendOutcome): Pick<DeliveryContext, 'recipient' | 'detail'> {
  if (answer.outcome === 'done') return { recipient: answer.value.recipient, detail: null };
  return { recipient: null, detail: answer.reason };
}

/**
 * One notification on one channel, whichever it is. Sending happens at least once; each attempt carries the same id, so
 * that a receiver can tell a repetition. Nothing waits for it: a channel that fails delays nobody but itself.
 */
export const deliveryMachine = setup({
  types: {
    input: {} as Delivery & { id: string },
    context: {} as DeliveryContext,
    events: {} as MessageOf<typeof deliveryMessages>,
  },
  actors: {
    send: fromPromise<SendOutcome, DeliveryContext>(() => {
      throw new Error('provided by the runtime');
    }),
  },
  delays: {
    pause: ({ context: { attempt, retrying } }) => Math.min(longestPauseMs, retrying.pauseMs * 2 ** (attempt - 1)),
  },
  guards: {
    mayTryAgain: ({ context: { attempt, retrying } }) => attempt < retrying.attempts,
  },
  actions: {
    countAttempt: assign({ attempt: ({ context }) => context.attempt + 1 }),
    forgetAttempts: assign({ attempt: 0 }),
    giveUp: sendTo(
      ({ context }) => to('undelivered', context.deliveryId),
      ({ context: { channel, deliveryId, attempt, detail, about, event } }) => ({
        type: 'Undeliverable',
        delivery: `${channel}-delivery/${deliveryId}`,
        attempts: attempt,
        error: detail ?? 'no reason is known',
        about,
        event,
      }),
    ),
  },
}).createMachine({
  id: 'delivery',
  context: ({ input: { id, ...delivery } }) => ({
    ...delivery,
    deliveryId: id,
    attempt: 0,
    recipient: null,
    detail: null,
  }),
  initial: 'sending',
  states: {
    sending: {
      entry: 'countAttempt',
      invoke: {
        id: 'send',
        src: 'send',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'sent',
            actions: assign(({ event }) => learned(event.output)),
          },
          {
            guard: ({ event }) => isNobody(event.output),
            target: 'skipped',
            actions: assign(({ event }) => learned(event.output)),
          },
          {
            guard: ({ event, context: { attempt, retrying } }) =>
              event.output.outcome === 'unknown' && attempt < retrying.attempts,
            target: 'waiting',
            actions: assign(({ event }) => learned(event.output)),
          },
          { target: 'undelivered', actions: assign(({ event }) => learned(event.output)) },
        ],
        onError: [{ guard: 'mayTryAgain', target: 'waiting' }, { target: 'undelivered' }],
      },
    },
    waiting: { after: { pause: 'sending' } },
    undelivered: { entry: 'giveUp', on: { TryAgain: { target: 'sending', actions: 'forgetAttempts' } } },
    sent: { type: 'final' },
    skipped: { type: 'final' },
  },
});
