import { type Address, idOf, typeOf } from '../message.ts';
import type { Sql } from '../sql.ts';
import { loadActors } from '../store/load.ts';
import type { ActorRow } from '../turn/actor-state.ts';
import { ACTIVITY_REQUEST } from '../turn/turn.ts';
import type { ActorNow, ReplayedTurn, Stuck, Usual } from './api.ts';
import { journal } from './journal.ts';
import type { InspectedMachine, Machines } from './machines.ts';
import { eventWords } from './naming.ts';
import { ownVersion } from './own-version.ts';
import { Replayer } from './replayer.ts';
import { lettersFrom, lettersOf, parkedOf, type SentLetter, type Unhandled, unsettledOf } from './rows.ts';
import { leavesOf } from './standing.ts';
import { PATIENCE_MS, slowAfterMs, stuckBySlowness, stuckOnLetter, stuckWithNothingPending } from './stuck.ts';
import type { Lately, Stays } from './usual.ts';
import { waitingOf } from './waiting.ts';

/** How one machine actor stands. Undefined where there is none. */
export async function readNow(
  sql: Sql,
  machines: Machines,
  to: Address,
  lately: Lately,
  now: number,
): Promise<ActorNow | undefined> {
  const [{ machine, problem }, [row], letters, parked, unsettled] = await Promise.all([
    ownVersion(sql, machines, to),
    loadActors(sql, [to]),
    lettersOf(sql, to),
    parkedOf(sql, to),
    unsettledOf(sql, to),
  ]);
  if (!row) return undefined;
  const turns = problem === null ? await lastTurns(sql, machine, to) : [];
  const states = leavesOf(row.state);
  const since = sinceOf(turns, states);
  // What is usual is known of the registered version.
  const isRegistered = machine === machines.get(typeOf(to));
  const stays = isRegistered ? lately.habits.get(machine.definition.type)?.stays : undefined;
  const behind = new Set(parked.map(({ id }) => id));
  const behindIt = parked.map(
    (message): Unhandled => ({ message, place: 'parked', at: new Date(message.sentAt) }),
  );
  const under = unsettled
    .filter(({ message }) => message.to === to && message.type !== ACTIVITY_REQUEST && !behind.has(message.id))
    .map((each): Unhandled => ({ ...each, place: 'outbox' }));
  const waits = unsettled.length + parked.length > 0;
  const usual = stays?.get(row.state);
  const stuck = await whyStuck(sql, machine, row, { letters, waits, since, stays: usual, now });
  return {
    type: typeOf(to),
    id: idOf(to),
    machineVersion: row.machine_version,
    version: row.version,
    status: row.status,
    standing: stuck ? 'stuck' : machine.standings.of(states, row.status),
    states,
    since: since === undefined ? null : new Date(since).toISOString(),
    context: row.snapshot.context,
    output: row.snapshot.output ?? null,
    correlationId: row.snapshot.correlationId,
    timers: (row.snapshot.timers ?? []).map(({ id, event, dueAt }) => ({
      id,
      event: eventWords(event.type).event,
      eventType: event.type,
      dueAt: new Date(dueAt).toISOString(),
      armedAt: causedAt(turns, 'timerArmed', id),
    })),
    activities: (row.snapshot.activities ?? []).map(({ id, src }) => ({
      id,
      src,
      startedAt: causedAt(turns, 'activityStarted', id),
    })),
    waiting: waitingOf(machines.get(typeOf(to)), row, [...behindIt, ...under], now),
    deadLetters: letters.map(({ id, messageId, messageType, code, error, failedAt }) => ({
      id,
      messageId,
      type: messageType,
      code,
      error,
      failedAt: failedAt.toISOString(),
    })),
    stuck,
    usual: usualOf(stays),
  };
}

interface Evidence {
  letters: readonly SentLetter[];
  /** Whether a message to it or from it is under way. */
  waits: boolean;
  since: number | undefined;
  stays: Stays | undefined;
  now: number;
}

async function whyStuck(
  sql: Sql,
  machine: InspectedMachine,
  { address, status, state, snapshot }: ActorRow,
  { letters, waits, since, stays, now }: Evidence,
): Promise<Stuck | null> {
  const [letter] = letters;
  if (letter) return stuckOnLetter(letter);
  if (status !== 'active' || since === undefined || machine.standings.rests(leavesOf(state))) return null;
  const pending = waits || (snapshot.timers ?? []).length > 0 || (snapshot.activities ?? []).length > 0;
  if (!pending && now - since > PATIENCE_MS) return stuckWithNothingPending(state, since);
  const limit = slowAfterMs(stays);
  if (limit === undefined || now - since <= limit) return null;
  const [sent] = await lettersFrom(sql, [address]);
  return stuckBySlowness(state, since, stays, sent);
}

/** The history, replayed; empty where it cannot be. */
async function lastTurns(sql: Sql, machine: InspectedMachine, to: Address): Promise<ReplayedTurn[]> {
  const replayer = new Replayer(machine);
  const turns: ReplayedTurn[] = [];
  for await (const entries of journal(sql, to)) turns.push(...entries.map((entry) => replayer.take(entry)));
  return turns;
}

/** When the present stay began: turns that leave the states as they are do not begin another. */
export function sinceOf(turns: readonly ReplayedTurn[], states: readonly string[]): number | undefined {
  const here = states.join();
  let began: number | undefined;
  for (const { at, states: replayed } of turns) {
    if (!replayed) return undefined;
    if (replayed.after.join() !== here) began = undefined;
    else if (began === undefined || replayed.before.join() !== here) began = Date.parse(at);
  }
  return began;
}

function causedAt(
  turns: readonly ReplayedTurn[],
  kind: 'timerArmed' | 'activityStarted',
  id: string,
): string | null {
  const cause = turns.findLast(({ states }) =>
    states?.effects.some((effect) => effect.kind === kind && effect.id === id),
  );
  return cause?.at ?? null;
}

export function usualOf(stays: ReadonlyMap<string, Stays> | undefined): Usual[] {
  return [...(stays ?? [])].map(([state, usual]) => ({ state, ...usual }));
}
