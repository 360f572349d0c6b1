/** What would become of messages that a machine actor has not taken. Nothing is written. */
import type { Address, Message } from '../message.ts';
import type { ActorState } from '../turn/actor-state.ts';
import type { SupposedStep } from './api.ts';
import type { InspectedMachine } from './machines.ts';
import { reason } from './stuck.ts';
import { tryStep } from './suppose.ts';

export interface Foretold {
  id: string;
  type: string;
  verdict: SupposedStep['verdict'];
  /** One sentence: why it would be ignored or refused. */
  reason: string | null;
  /** The leaves that it would come to; null where it would not be accepted. */
  after: string[] | null;
}

/** The messages, one after the other, from a state on. */
export function foretell(
  machine: InspectedMachine,
  before: ActorState | undefined,
  messages: readonly Message[],
  now: number,
): Foretold[] {
  let state = before;
  return messages.map((message) => {
    const { step, after } = tryStep(machine, state, message, now);
    state = after;
    const { id, type } = message;
    const leaves = step.verdict === 'accepted' ? (step.states?.after ?? null) : null;
    return { id, type, ...verdictOf(message.to, step, machine), after: leaves };
  });
}

export function verdictOf(
  to: Address,
  { verdict, refusal, states, message }: SupposedStep,
  machine: InspectedMachine,
) {
  if (verdict !== 'ignored') return { verdict, reason: refusal && whyRefused(to, message.type, refusal.message) };
  const where = states?.after.join(', ');
  const ended = states !== null && states.status !== 'active';
  const reason = ended
    ? `The ${machine.definition.type} has ended, in ${where}`
    : `${where ?? machine.definition.type} has no transition for ${message.label}`;
  return { verdict, reason };
}

/** Without what everybody knows who reads it: which message to whom. */
export function whyRefused(actor: Address, messageType: string, error: string): string {
  return reason({ actor, messageType, error });
}
