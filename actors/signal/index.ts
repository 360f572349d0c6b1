import type { z } from 'zod';
import { signalEvents, signalMessages, signalTerms } from '../../machines/signal/messages.ts';
import { signalMachine } from '../../machines/signal/signal.machine.ts';
import { defineMachineActor, type MachineActorDefinition } from '../../runtime/index.ts';
import { keepSignalRows } from './rows.ts';

export { signalInvariants } from './invariants.ts';
export {
  getSignal,
  listSignalResults,
  listSignals,
  type Signal,
  type SignalFilter,
  type SignalPage,
  type SignalResult,
} from './queries.ts';

/** Who works on signals and how long they wait; see `signalTerms` for meaning and defaults. */
export type SignalSettings = z.input<typeof signalTerms>;

/** A signal from its arrival to its end. The settings count for signals that do not bring their own. */
export function signalActor(settings: SignalSettings): MachineActorDefinition {
  const { processors, timeoutMs, lateMs } = signalTerms.parse(settings);
  return defineMachineActor({
    type: 'signal',
    machine: signalMachine,
    messages: {
      ...signalMessages,
      SubmitSignal: signalMessages.SubmitSignal.extend({
        processors: signalTerms.shape.processors.default(processors),
        timeoutMs: signalTerms.shape.timeoutMs.default(timeoutMs),
        lateMs: signalTerms.shape.lateMs.default(lateMs),
      }),
    },
    events: signalEvents,
    starts: ['SubmitSignal'],
    rows: keepSignalRows,
  });
}
