import { InvalidMessage, NotReplayable, OrderlyError } from '../errors.ts';
import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { type ActorState, toStored } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { restoreActor } from '../turn/restore.ts';
import { takeTurn, timerMessage } from '../turn/turn.ts';
import type { Suppose, Supposed, SupposedStep, Supposition } from './api.ts';
import { journal } from './history.ts';
import type { InspectedMachine } from './machines.ts';
import { eventWords } from './naming.ts';
import { Replayer, statesOf } from './replayer.ts';
import { leavesOf } from './standing.ts';
import { told } from './told.ts';

/** What would become of an actor that was given other messages after one of its turns. Nothing is written. */
export async function suppose(
  sql: Sql,
  machine: InspectedMachine,
  to: Address,
  { turn, messages, context }: Suppose,
  now: number,
): Promise<Supposition> {
  const replayed = await stateAfter(sql, machine, to, turn);
  let state = replayed && context ? withContext(machine, replayed, context) : replayed;
  const before = state ? leavesOf(stateName(state.snapshot.value)) : [];
  const steps: SupposedStep[] = [];
  for (const [index, supposed] of messages.entries()) {
    const message = messageOf(to, supposed, state, index, now);
    const { step, after } = tryStep(machine, state, message, now);
    steps.push(step);
    if (step.verdict === 'refused') break;
    state = after;
  }
  return {
    turn: replayed?.version ?? 0,
    before,
    steps,
    timers: (state?.timers ?? []).map(({ id, event, dueAt }) => ({
      id,
      event: eventWords(event.type).event,
      dueAt: new Date(dueAt).toISOString(),
    })),
    activities: (state?.activities ?? []).map(({ id, src }) => ({ id, src })),
  };
}

/** One message, taken without a trace. A refusal leaves the state as it was. */
export function tryStep(
  machine: InspectedMachine,
  before: ActorState | undefined,
  message: Message,
  now: number,
): { step: SupposedStep; after: ActorState | undefined } {
  machine.durable.take();
  try {
    const turn = takeTurn(machine, before, message, now);
    const verdict = turn?.accepted ? 'accepted' : 'ignored';
    const states = turn ? statesOf(machine, turn, now) : null;
    return { step: { message: told(message), verdict, refusal: null, states }, after: turn?.after ?? before };
  } catch (error) {
    if (!(error instanceof OrderlyError)) throw error;
    const refusal = { code: error.code, message: error.message };
    return { step: { message: told(message), verdict: 'refused', refusal, states: null }, after: before };
  }
}

/** Throws `InvalidMessage` where the history has no such turn, `NotReplayable` where it cannot be followed that far. */
async function stateAfter(
  sql: Sql,
  machine: InspectedMachine,
  to: Address,
  turn = Number.POSITIVE_INFINITY,
): Promise<ActorState | undefined> {
  if (turn === 0) return undefined;
  const replayer = new Replayer(machine);
  for await (const entries of journal(sql, to)) {
    for (const entry of entries) {
      if (entry.version <= turn) replayer.follow(entry);
    }
  }
  const { state, problem } = replayer;
  if (problem !== null) throw new NotReplayable(to, problem);
  if (Number.isFinite(turn) && state?.version !== turn) {
    const message = `there are ${state?.version ?? 0} turns`;
    throw new InvalidMessage('what if', to, [{ path: 'turn', message }]);
  }
  return state;
}

function withContext(machine: InspectedMachine, state: ActorState, context: Record<string, unknown>): ActorState {
  const stored = { ...toStored(state), context };
  return restoreActor(machine, {
    address: state.address,
    machine_version: state.machineVersion,
    version: state.version,
    status: stored.status,
    state: stateName(stored.value),
    event_count: state.eventCount,
    snapshot: structuredClone(stored),
    wake_due: null,
  });
}

/** Throws `InvalidMessage` where it names a timer or an activity that is not pending then. */
function messageOf(
  to: Address,
  supposed: Supposed,
  state: ActorState | undefined,
  index: number,
  now: number,
): Message {
  const correlationId = state?.correlationId ?? 'what-if';
  if (supposed.kind === 'message') {
    const { type, payload, from } = supposed;
    const id = `what-if-${index + 1}`;
    return { id, to, type, payload, correlationId, sentAt: now, ...(from ? { from } : {}) };
  }
  const missing = (pending: readonly { id: string }[]) => {
    const ids = pending.map(({ id }) => id).join(', ') || 'none';
    const issue = {
      path: `messages.${index}.id`,
      message: `no such ${supposed.kind} is pending; there are: ${ids}`,
    };
    return new InvalidMessage('what if', to, [issue]);
  };
  if (supposed.kind === 'timer') {
    const timer = state?.timers.find(({ id }) => id === supposed.id);
    if (!state || !timer) throw missing(state?.timers ?? []);
    return timerMessage(state, timer);
  }
  const activity = state?.activities.find(({ id }) => id === supposed.id);
  if (!activity) throw missing(state?.activities ?? []);
  const type = `xstate.done.actor.${activity.invokeId}`;
  const payload = { output: supposed.output, actorId: activity.invokeId };
  return { id: activity.id, to, type, payload, correlationId, sentAt: now };
}
