import type { JournalEntry } from '../api.ts';
import { InvalidMessage, NotAdoptable, NotReplayable, OrderlyError } from '../errors.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import { turnsGone, whyGone } from '../retention/history-gone.ts';
import type { Sql } from '../sql.ts';
import { type ActorState, toStored } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { restoreActor } from '../turn/restore.ts';
import { type Machine, takeTurn } from '../turn/turn.ts';
import type { Suppose, SupposedStep, Supposition } from './api.ts';
import { journal } from './journal.ts';
import type { InspectedMachine, Machines } from './machines.ts';
import { eventWords } from './naming.ts';
import { type OwnVersion, ownVersion } from './own-version.ts';
import { Replayer, statesOf } from './replayer.ts';
import { leavesOf } from './standing.ts';
import { messageOf, retold } from './supposed-messages.ts';
import { told } from './told.ts';

/** Messages that are taken one after the other at most. */
const MOST_STEPS = 500;

/** What would become of an actor that was given other messages after one of its turns. Nothing is written. */
export async function suppose(
  sql: Sql,
  machines: Machines,
  to: Address,
  { turn, messages, context, version }: Suppose,
  now: number,
): Promise<Supposition> {
  const own = await ownVersion(sql, machines, to);
  const machine = version === undefined ? own.machine : machines.version(typeOf(to), version);
  const { state: replayed, later } = await stateAfter(sql, own, to, turn);
  const isRegistered = own.machine === machines.get(typeOf(to));
  let state = replayed && takenOver({ ...own, isRegistered }, machine, replayed, context);
  const before = state ? leavesOf(stateName(state.snapshot.value)) : [];
  const steps: SupposedStep[] = [];
  const takes = messages.flatMap((supposed, index): Take[] =>
    supposed.kind === 'recorded'
      ? later.map(
          ({ message, at }) =>
            (before) =>
              tryStep(machine, before, retold(message, before), at.getTime(), machine.recorded),
        )
      : [(before) => tryStep(machine, before, messageOf(to, supposed, before, index, now), now)],
  );
  for (const take of takes.slice(0, MOST_STEPS)) {
    const { step, after } = take(state);
    steps.push(step);
    if (step.verdict === 'refused') break;
    state = after;
  }
  return {
    turn: replayed?.version ?? 0,
    version: machine.definition.version,
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

interface Tried {
  step: SupposedStep;
  after: ActorState | undefined;
}

type Take = (before: ActorState | undefined) => Tried;

/** One message, taken without a trace. A refusal leaves the state as it was. `taking`: with its schemas, or without. */
export function tryStep(
  machine: InspectedMachine,
  before: ActorState | undefined,
  message: Message,
  now: number,
  taking: Machine = machine,
): Tried {
  machine.durable.take();
  try {
    const turn = takeTurn(taking, before, message, now);
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
  own: OwnVersion,
  to: Address,
  turn = Number.POSITIVE_INFINITY,
): Promise<{ state: ActorState | undefined; later: JournalEntry[] }> {
  const later: JournalEntry[] = [];
  const gone = await turnsGone(sql, to);
  if (gone > 0 && turn === 0) return { state: undefined, later };
  if (gone > 0) throw new NotReplayable(to, whyGone(gone));
  if (own.problem !== null) throw new NotReplayable(to, own.problem);
  const replayer = new Replayer(own.machine);
  for await (const entries of journal(sql, to)) {
    for (const entry of entries) {
      if (entry.version <= turn) replayer.follow(entry);
      else if (later.length < MOST_STEPS) later.push(entry);
    }
  }
  const { state, problem } = replayer;
  if (problem !== null) throw new NotReplayable(to, problem);
  if (Number.isFinite(turn) && (state?.version ?? 0) !== turn) {
    const message = `there are ${state?.version ?? 0} turns`;
    throw new InvalidMessage('what if', to, [{ path: 'turn', message }]);
  }
  return { state, later };
}

/**
 * The state as another version of the machine would have it, or on another context. `adopt` says so where the registered
 * version hands over; between others it is taken as it is, as a deployment does. Throws `NotAdoptable`.
 */
function takenOver(
  { machine: own, isRegistered }: OwnVersion & { isRegistered: boolean },
  machine: InspectedMachine,
  state: ActorState,
  context: Record<string, unknown> | undefined,
): ActorState {
  if (machine === own && !context) return state;
  const { address, machineVersion, version, eventCount } = state;
  const stored = structuredClone(toStored(state));
  const { version: wanted } = machine.definition;
  const adopt = isRegistered ? own.definition.versions?.[wanted]?.adopt : undefined;
  try {
    const { value, context: adopted } =
      adopt?.({ value: state.snapshot.value, context: stored.context }) ?? stored;
    return restoreActor(machine, {
      address,
      machine_version: machine === own ? machineVersion : wanted,
      version,
      status: stored.status,
      state: stateName(value),
      event_count: eventCount,
      snapshot: { ...stored, value, context: context ?? adopted },
      wake_due: null,
    });
  } catch (error) {
    throw new NotAdoptable(
      address,
      wanted,
      stateName(state.snapshot.value),
      (error as Error).message,
      isRegistered,
    );
  }
}
