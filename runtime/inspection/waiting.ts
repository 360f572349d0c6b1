import type { Message } from '../message.ts';
import type { ActorRow, ActorState } from '../turn/actor-state.ts';
import { restoreActor } from '../turn/restore.ts';
import type { WaitingMessage } from './api.ts';
import { foretell } from './foretell.ts';
import type { InspectedMachine } from './machines.ts';
import type { Unhandled } from './rows.ts';
import { describe } from './told.ts';

/** Of those that wait; what comes of later ones is too far off to be told once a second. */
const MOST_FORETOLD = 100;

/** The messages that wait for an actor, and what would become of each. `machine` is the one that takes its turns. */
export function waitingOf(
  machine: InspectedMachine,
  row: ActorRow,
  unhandled: readonly Unhandled[],
  now: number,
): WaitingMessage[] {
  const messages = unhandled.slice(0, MOST_FORETOLD).map(({ message }) => message);
  const outlooks = messages.length > 0 ? outlooksOf(machine, row, messages, now) : [];
  return unhandled.map(({ message, place, at }, index) => ({
    id: message.id,
    type: message.type,
    label: describe(message).label,
    from: message.from ?? null,
    payload: message.payload,
    place,
    since: at.toISOString(),
    ...(outlooks[index] ?? UNKNOWN),
  }));
}

type Outlook = Pick<WaitingMessage, 'verdict' | 'reason' | 'after'>;

const UNKNOWN: Outlook = { verdict: null, reason: null, after: null };

function outlooksOf(
  machine: InspectedMachine,
  row: ActorRow,
  messages: readonly Message[],
  now: number,
): Outlook[] {
  let state: ActorState;
  try {
    state = restoreActor(machine, row);
  } catch (error) {
    const reason = `Its snapshot cannot be restored: ${(error as Error).message}`;
    return messages.map(() => ({ verdict: 'refused', reason, after: null }));
  }
  return foretell(machine, state, messages, now).map(({ verdict, reason, after }) => ({ verdict, reason, after }));
}
