/**
 * On which machine an actor's turns are replayed: that of the version that it began with, the registered one or one that
 * is kept. Turns are always taken by the registered one, so those after a deployment are not the kept version's own.
 * What a kept version comes to is therefore compared with what is stored before anybody is shown it.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Address, typeOf } from '../message.ts';
import { turnsGone } from '../retention/history-gone.ts';
import type { Sql } from '../sql.ts';
import type { StoredState } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { breathe, journal } from './journal.ts';
import { type InspectedMachine, type Machines, versionsOf } from './machines.ts';
import { Replayer } from './replayer.ts';

export interface OwnVersion {
  /** Its own machine; the registered one where there is no such actor, or its own is not kept. */
  machine: InspectedMachine;
  /** A sentence: why its turns cannot be replayed on it. */
  problem: string | null;
}

interface Row {
  machine_version: number;
  version: number;
  state: string;
  snapshot: StoredState;
}

const ROW = 'SELECT machine_version, version, state, snapshot FROM actors WHERE address = $1';

/** Throws `UnknownActorType` or `NotAMachine`. */
export async function ownVersion(sql: Sql, machines: Machines, to: Address): Promise<OwnVersion> {
  const registered = machines.get(typeOf(to));
  const [row] = await sql.query<Row>('inspect_version', ROW, [to]);
  const machine = machines.nearest(typeOf(to), row?.machine_version);
  if (!row || row.machine_version === registered.definition.version) return { machine, problem: null };
  if (machine === registered) return { machine, problem: whyMissing(registered, row.machine_version) };
  return { machine, problem: await whyNotItsOwn(sql, machine, registered, to, row) };
}

function whyMissing({ definition }: InspectedMachine, version: number): string {
  const known = versionsOf(definition).join(', ');
  return `it runs on version ${version} of its machine, and there is only ${known}. Name version ${version} in \`versions\` of the actor's definition`;
}

/** Null where its own version leads to what is stored; turns that are gone are told of elsewhere. */
async function whyNotItsOwn(
  sql: Sql,
  machine: InspectedMachine,
  registered: InspectedMachine,
  to: Address,
  row: Row,
): Promise<string | null> {
  if ((await turnsGone(sql, to)) > 0) return null;
  const replayer = new Replayer(machine);
  for await (const entries of journal(sql, to)) {
    for (const entry of entries) if (entry.version <= row.version) replayer.follow(entry);
    await breathe();
  }
  const { state, problem } = replayer;
  const isAsStored =
    state !== undefined &&
    stateName(state.snapshot.value) === row.state &&
    isDeepStrictEqual(asJson(state.snapshot.context), row.snapshot.context);
  if (problem === null && isAsStored) return null;
  const { version } = machine.definition;
  return `it began on version ${version} of its machine and went on by version ${registered.definition.version}, which was registered by then; which turns were whose is not on record`;
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
