/** How long stays in a state usually are, and how often transitions are taken: from replays of actors that moved lately. */
import type { JournalEntry } from '../api.ts';
import type { Address, Message } from '../message.ts';
import type { Sql } from '../sql.ts';
import { stateName } from '../turn/machine.ts';
import { START } from './chart.ts';
import { breathe } from './journal.ts';
import type { InspectedMachine, Machines } from './machines.ts';
import { type RecentWindow, recentTurns, recentWindow, someActors } from './recent.ts';
import { Replayer } from './replayer.ts';
import { leavesOf } from './standing.ts';

/** Actors replayed per type. */
const SAMPLE = 400;
/** Actors named for each transition. */
const NAMED = 50;
/** Of an actor with a longer history only so many turns are read. */
const MOST_TURNS = 500;

export interface Stays {
  p50Ms: number;
  p95Ms: number;
  samples: number;
}

/** Of one machine. Keys of `stays` and `entries` are state names and, where a state has several, its leaves. */
export interface Habits {
  stays: Map<string, Stays>;
  /** Per minute, by state name. */
  entries: Map<string, number>;
  /** Per minute, by transition id. */
  rates: Map<string, number>;
  /** Of the actors looked at, who took a transition last, newest first. */
  takers: Map<string, Address[]>;
  /** One of so many actors was looked at. */
  oneOf: number;
}

export interface Lately {
  minutes: number;
  habits: Map<string, Habits>;
  /** Messages handled per minute, by actor type. */
  turnsPerMinute: Map<string, number>;
}

export async function readLately(sql: Sql, machines: Machines, now: number): Promise<Lately> {
  const window = await recentWindow(sql, now);
  const turns = await recentTurns(sql, window);
  const habits = new Map<string, Habits>();
  for (const machine of machines.all()) {
    const { type } = machine.definition;
    const count = turns.get(type) ?? 0;
    if (count > 0) habits.set(type, await habitsOf(sql, machine, window, count));
  }
  const perMinute = new Map([...turns].map(([type, count]) => [type, count / window.minutes]));
  return { minutes: window.minutes, habits, turnsPerMinute: perMinute };
}

const JOURNALS = `
  SELECT actor, message_id, version, at, message FROM journal
  WHERE actor = ANY($1::text[]) AND version BETWEEN 1 AND $2 ORDER BY actor, version`;

interface JournalRow {
  actor: Address;
  message_id: string;
  version: number;
  at: Date;
  message: Omit<Message, 'id' | 'to'>;
}

async function habitsOf(
  sql: Sql,
  machine: InspectedMachine,
  window: RecentWindow,
  turns: number,
): Promise<Habits> {
  const oneOf = 2 ** Math.max(0, Math.ceil(Math.log2(turns / 4 / SAMPLE)));
  const actors = await someActors(sql, window, machine.definition.type, oneOf, SAMPLE * 4);
  const rows = await sql.query<JournalRow>('usual_journals', JOURNALS, [actors, MOST_TURNS]);
  const tally = new Tally(window.since);
  let replayer = new Replayer(machine);
  let actor: string | undefined;
  for (const [index, { message_id, message, ...row }] of rows.entries()) {
    if (row.actor !== actor) {
      replayer = new Replayer(machine);
      actor = row.actor;
      tally.next(row.actor);
    }
    follow(replayer, machine, { ...row, message: { ...message, id: message_id, to: row.actor } }, tally);
    if (index % 200 === 199) await breathe();
  }
  const scale = oneOf / window.minutes;
  return {
    stays: tally.stays(),
    entries: scaled(tally.entries, scale),
    rates: scaled(tally.fired, scale),
    takers: tally.takers(),
    oneOf,
  };
}

function follow(replayer: Replayer, machine: InspectedMachine, entry: JournalEntry, tally: Tally): void {
  if (replayer.problem !== null) return;
  const turn = replayer.follow(entry);
  if (!turn) return;
  const fired = machine.durable.take().flatMap((definition) => machine.ids.get(definition) ?? []);
  tally.turn(stateName(turn.after.snapshot.value), turn.before ? fired : [START, ...fired], entry.at.getTime());
}

function scaled(counts: ReadonlyMap<string, number>, by: number): Map<string, number> {
  return new Map([...counts].map(([key, count]) => [key, count * by]));
}

/** Counts the turns of one actor after the other; only what happened since a moment counts. */
class Tally {
  readonly entries = new Map<string, number>();
  readonly fired = new Map<string, number>();
  private readonly since: number;
  private readonly durations = new Map<string, number[]>();
  private readonly taken = new Map<string, Map<Address, number>>();
  private actor: Address | undefined;
  /** Since when the present actor is in what it is in. */
  private entered = new Map<string, number>();

  constructor(since: number) {
    this.since = since;
  }

  next(actor: Address): void {
    this.entered = new Map();
    this.actor = actor;
  }

  turn(state: string, fired: readonly string[], at: number): void {
    const here = new Set([state, ...leavesOf(state)]);
    for (const [key, entered] of this.entered) {
      if (here.has(key)) continue;
      this.entered.delete(key);
      if (at >= this.since) this.durations.set(key, [...(this.durations.get(key) ?? []), at - entered]);
    }
    for (const key of here) {
      if (this.entered.has(key)) continue;
      this.entered.set(key, at);
      if (at >= this.since) increase(this.entries, key);
    }
    if (at >= this.since) for (const id of fired) this.take(id, at);
  }

  takers(): Map<string, Address[]> {
    return new Map(
      [...this.taken].map(([id, actors]) => {
        const newest = [...actors].sort(([, a], [, b]) => b - a).slice(0, NAMED);
        return [id, newest.map(([actor]) => actor)];
      }),
    );
  }

  private take(id: string, at: number): void {
    increase(this.fired, id);
    if (this.actor) this.taken.set(id, (this.taken.get(id) ?? new Map<Address, number>()).set(this.actor, at));
  }

  stays(): Map<string, Stays> {
    return new Map(
      [...this.durations].map(([key, durations]) => {
        const sorted = durations.sort((a, b) => a - b);
        const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
        return [key, { p50Ms: at(0.5), p95Ms: at(0.95), samples: sorted.length }];
      }),
    );
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
