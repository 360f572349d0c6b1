import { emit, fromPromise, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { to } from '../../machines/to.ts';
import { type Activity, defineMachineActor, type Outcome } from '../../runtime/index.ts';

const parcel = z.object({ phone: z.string(), courier: z.string(), holdMs: z.int().default(3 * 86_400_000) });
type Parcel = z.output<typeof parcel> & { id: string };
const fromRuntime = () => Promise.reject(new Error('lockerActor binds it'));

const machine = setup({
  types: { input: {} as Parcel, context: {} as Parcel, events: {} as { type: 'Collect' } },
  actors: { textCode: fromPromise<Outcome, { phone: string }>(fromRuntime) },
  delays: { hold: ({ context }) => context.holdMs },
}).createMachine({
  context: ({ input }) => input,
  initial: 'textingCode',
  states: {
    textingCode: {
      invoke: {
        src: 'textCode',
        input: ({ context }) => ({ phone: context.phone }),
        onDone: [{ guard: ({ event }) => event.output.outcome === 'refused', target: 'returned' }, 'waiting'],
      },
    },
    waiting: { on: { Collect: 'collected' }, after: { hold: 'returned' } },
    collected: { type: 'final', entry: emit({ type: 'ParcelCollected' }) },
    returned: {
      type: 'final',
      entry: sendTo(({ context }) => to('courier', context.courier), { type: 'FetchParcel' }),
    },
  },
});

export const lockerActor = (textCode: Activity<{ phone: string }>) =>
  defineMachineActor({
    type: 'locker',
    machine,
    starts: ['StoreParcel'],
    messages: { StoreParcel: parcel, Collect: z.object({}) },
    events: { ParcelCollected: z.object({}) },
    activities: { textCode },
  });
