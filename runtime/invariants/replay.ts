import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Invariant } from '../definition.ts';
import type { Address, Message } from '../message.ts';
import { typeOf } from '../message.ts';
import type { Registry } from '../registry.ts';
import type { Sql } from '../sql.ts';
import { type ActorState, type StoredState, toStored } from '../turn/actor-state.ts';
import { type Machine, takeTurn } from '../turn/turn.ts';

const PAGE = 500;
const MOST_VIOLATIONS = 100;

interface Row {
  address: Address;
  machine_version: number;
  version: number;
  event_count: number;
  snapshot: StoredState;
}

interface JournalRow {
  actor: Address;
  message_id: string;
  message: Omit<Message, 'id' | 'to'>;
}

const PAGE_OF_ACTORS = `
  SELECT address, machine_version, version, event_count, snapshot FROM actors
  WHERE address > $1 AND history_from = 1 ORDER BY address LIMIT $2`;
const THEIR_JOURNAL = `
  SELECT actor, message_id, message FROM journal WHERE actor = ANY($1) AND version > 0 ORDER BY actor, version`;

/** Every machine actor's journal, replayed through its machine, gives the stored snapshot. Only actors of the current version, with all of their turns. */
export function replayInvariant(registry: Registry): Invariant {
  return {
    name: "replaying an actor's journal gives its stored state",
    async check(sql) {
      const violations: string[] = [];
      for (let after = ''; violations.length < MOST_VIOLATIONS; ) {
        const rows = await sql.query<Row>('replay_actors', PAGE_OF_ACTORS, [after, PAGE]);
        if (rows.length === 0) break;
        violations.push(...(await replayPage(sql, registry, rows)));
        after = rows.at(-1)?.address ?? '';
      }
      return violations.slice(0, MOST_VIOLATIONS);
    },
  };
}

async function replayPage(sql: Sql, registry: Registry, rows: readonly Row[]): Promise<string[]> {
  const journal = await sql.query<JournalRow>('replay_journal', THEIR_JOURNAL, [
    rows.map(({ address }) => address),
  ]);
  const byActor = new Map<Address, Message[]>();
  for (const { actor, message_id, message } of journal) {
    const messages = byActor.get(actor) ?? [];
    messages.push({ ...message, id: message_id, to: actor });
    byActor.set(actor, messages);
  }
  return rows.flatMap((row) => {
    const registered = registry.find(typeOf(row.address));
    if (registered?.kind !== 'machine') return [`${row.address} is of a type that no machine is registered for`];
    if (registered.definition.version !== row.machine_version) return [];
    const problem = replayOne(asRecorded(registered), row, byActor.get(row.address) ?? []);
    return problem ? [`${row.address}: ${problem}`] : [];
  });
}

/** What is in the journal was validated when it was taken, by the schemas and settings of that day. */
function asRecorded(machine: Machine): Machine {
  const { definition } = machine;
  const messages = Object.fromEntries(Object.keys(definition.messages).map((type) => [type, z.any()]));
  return { ...machine, definition: { ...definition, messages } };
}

function replayOne(machine: Machine, row: Row, messages: readonly Message[]): string | undefined {
  let state: ActorState | undefined;
  for (const message of messages) {
    try {
      const turn = takeTurn(machine, state, message, message.sentAt);
      if (!turn) return `turn ${(state?.version ?? 0) + 1} (${message.type}) replays as a timer that was not set`;
      state = turn.after;
    } catch (error) {
      return `turn ${(state?.version ?? 0) + 1} (${message.type}) cannot be replayed: ${(error as Error).message}`;
    }
  }
  if (!state) return 'its journal is empty';
  if (state.version !== row.version) return `it is at turn ${row.version}, its journal leads to ${state.version}`;
  if (state.eventCount !== row.event_count)
    return `it has ${row.event_count} events, its journal makes ${state.eventCount}`;
  const [replayed, stored] = [comparable(toStored(state)), comparable(row.snapshot)];
  const differing = Object.keys({ ...replayed, ...stored }).filter(
    (key) => !isDeepStrictEqual(replayed[key], stored[key]),
  );
  return differing.length > 0 ? `its stored ${differing.join(', ')} is not what its journal gives` : undefined;
}

/** As JSON would give it back, and without the times of timers, which depend on when the turn ran. */
function comparable(state: StoredState): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(state)) as StoredState;
  return {
    ...plain,
    timers: (plain.timers ?? []).map(({ id, sendId, event, to }) => ({ id, sendId, event, to })),
  };
}
