/** Finds all stuck actors of a machine, without a look at those that are not suspicious. */
import type { Address } from '../message.ts';
import type { Sql } from '../sql.ts';
import type { StuckActor } from './api.ts';
import { ageAt, type StateCount } from './census.ts';
import { breathe, journal } from './journal.ts';
import type { InspectedMachine } from './machines.ts';
import { sinceOf } from './now.ts';
import { Replayer } from './replayer.ts';
import { lettersFrom, lettersOfType } from './rows.ts';
import { leavesOf } from './standing.ts';
import { PATIENCE_MS, slowAfterMs, stuckBySlowness, stuckOnLetter, stuckWithNothingPending } from './stuck.ts';
import type { Habits } from './usual.ts';

/** At most so many are listed for each rule. */
const MOST = 2_000;
/** Actors whose history must be replayed to know since when they are where they are. */
const MOST_REPLAYED = 100;

interface Suspect {
  address: Address;
  state: string;
  version: number;
  updated_at: Date;
}

const PLACES = `
  SELECT a.address, a.state, a.updated_at FROM actors a WHERE a.address = ANY($1::text[]) AND a.machine_version = $2`;

/** In their state for too long even if they entered it with their last turn. */
const SLOW = `
  SELECT a.address, a.state, a.version, a.updated_at
  FROM actors a JOIN unnest($3::text[], $4::double precision[]) AS t(state, ms) ON t.state = a.state
  WHERE a.type = $1 AND a.machine_version = $2 AND a.status = 'active' AND a.updated_at < now() - t.ms * interval '1 ms'
  ORDER BY a.updated_at LIMIT $5`;

/** Old enough to be slow, with a turn since: they may have come, or may go round in circles. */
const CIRCLING = `
  SELECT a.address, a.state, a.version, a.updated_at
  FROM actors a JOIN unnest($3::text[], $4::double precision[]) AS t(state, ms) ON t.state = a.state
  WHERE a.type = $1 AND a.machine_version = $2 AND a.status = 'active' AND a.version > 1
    AND a.created_at < now() - t.ms * interval '1 ms' AND a.updated_at >= now() - t.ms * interval '1 ms'
  ORDER BY a.created_at LIMIT $5`;

/** Without a wake row, hence without a timer; whether an activity or a message is pending is looked up for these only. */
const IDLE = `
  WITH silent AS MATERIALIZED (
    SELECT a.address, a.state, a.version, a.updated_at, a.snapshot FROM actors a LEFT JOIN wakes w ON w.address = a.address
    WHERE a.type = $1 AND a.machine_version = $2 AND a.status = 'active' AND a.state = ANY ($3::text[])
      AND a.updated_at < now() - $4 * interval '1 ms' AND w.address IS NULL
    ORDER BY a.updated_at LIMIT $5 * 5
  )
  SELECT s.address, s.state, s.version, s.updated_at FROM silent s
  WHERE coalesce(json_array_length(s.snapshot -> 'activities'), 0) = 0
    AND coalesce(json_array_length(s.snapshot -> 'timers'), 0) = 0
    AND s.address NOT IN (
      SELECT e.address FROM outbox o, json_array_elements(o.messages) m,
        unnest(ARRAY[m ->> 'to', m ->> 'from']) AS e(address) WHERE e.address IS NOT NULL)
  ORDER BY s.updated_at LIMIT $5`;

export class StuckActors {
  private readonly sql: Sql;
  private readonly machine: InspectedMachine;
  /** Since when an actor is in its state, as of a version: asked for again and again while it does not move. */
  private known = new Map<Address, { version: number; since: number | undefined }>();

  constructor(sql: Sql, machine: InspectedMachine) {
    this.sql = sql;
    this.machine = machine;
  }

  /** Those in their state for too long or with nothing pending; where the census rules that out, nothing is read. */
  async suspects(states: readonly StateCount[], habits: Habits | undefined): Promise<StuckActor[]> {
    const { type, version } = this.machine.definition;
    const found = new Map<Address, StuckActor>();
    const add = (more: readonly StuckActor[]) => {
      for (const stuck of more) if (!found.has(stuck.actor)) found.set(stuck.actor, stuck);
    };
    const watched = states.filter(({ state }) => !this.machine.standings.rests(leavesOf(state)));
    const limits = watched.flatMap(({ state, oldestMs }) => {
      const ms = slowAfterMs(habits?.stays.get(state));
      return ms === undefined || oldestMs < ms ? [] : [{ state, ms }];
    });
    if (limits.length > 0) {
      const values = [type, version, limits.map(({ state }) => state), limits.map(({ ms }) => ms)];
      const slow = await this.sql.query<Suspect>('stuck_slow', SLOW, [...values, MOST]);
      const since = new Map(slow.map((suspect) => [suspect.address, suspect.updated_at.getTime()]));
      const circling = await this.sql.query<Suspect>('stuck_circling', CIRCLING, [...values, MOST_REPLAYED]);
      const circles = await this.circling(circling, new Map(limits.map(({ state, ms }) => [state, ms])));
      for (const [address, began] of circles) since.set(address, began);
      add(
        await this.explained([...slow, ...circling.filter(({ address }) => circles.has(address))], since, habits),
      );
    }
    const quiet = watched.flatMap((state) => ((ageAt(state, 1) ?? 0) > PATIENCE_MS / 2 ? [state.state] : []));
    const idle =
      quiet.length > 0
        ? await this.sql.query<Suspect>('stuck_idle', IDLE, [type, version, quiet, PATIENCE_MS, MOST])
        : [];
    add(
      idle.map(({ address, state, updated_at }) => ({
        actor: address,
        state,
        ...stuckWithNothingPending(state, updated_at.getTime()),
      })),
    );
    return [...found.values()];
  }

  /** Those behind a dead letter. */
  async parked(): Promise<StuckActor[]> {
    const { type, version } = this.machine.definition;
    const letters = await lettersOfType(this.sql, type, MOST);
    if (letters.length === 0) return [];
    const rows = await this.sql.query<Suspect>('stuck_places', PLACES, [
      [...new Set(letters.map(({ actor }) => actor))],
      version,
    ]);
    const states = new Map(rows.map(({ address, state }) => [address, state]));
    const first = new Map(letters.toReversed().map((letter) => [letter.actor, letter]));
    return [...first.values()].flatMap((letter) => {
      const state = states.get(letter.actor);
      return state === undefined ? [] : [{ actor: letter.actor, state, ...stuckOnLetter(letter) }];
    });
  }

  private async circling(
    suspects: readonly Suspect[],
    limits: ReadonlyMap<string, number>,
  ): Promise<Map<Address, number>> {
    const known = new Map<Address, { version: number; since: number | undefined }>();
    const circling = new Map<Address, number>();
    for (const { address, state, version } of suspects) {
      const before = this.known.get(address);
      const entry =
        before?.version === version ? before : { version, since: await this.since(address, leavesOf(state)) };
      known.set(address, entry);
      const limit = limits.get(state) ?? Number.POSITIVE_INFINITY;
      if (entry.since !== undefined && Date.now() - entry.since > limit) circling.set(address, entry.since);
    }
    this.known = known;
    return circling;
  }

  private async since(address: Address, states: readonly string[]): Promise<number | undefined> {
    const replayer = new Replayer(this.machine);
    const turns = [];
    for await (const entries of journal(this.sql, address))
      turns.push(...entries.map((entry) => replayer.take(entry)));
    await breathe();
    return sinceOf(turns, states);
  }

  private async explained(
    suspects: readonly Suspect[],
    since: ReadonlyMap<Address, number>,
    habits: Habits | undefined,
  ): Promise<StuckActor[]> {
    const letters = await lettersFrom(
      this.sql,
      suspects.map(({ address }) => address),
    );
    const sent = new Map(letters.toReversed().map((letter) => [letter.sender, letter]));
    return suspects.map(({ address, state, updated_at }) => ({
      actor: address,
      state,
      ...stuckBySlowness(
        state,
        since.get(address) ?? updated_at.getTime(),
        habits?.stays.get(state),
        sent.get(address),
      ),
    }));
  }
}
