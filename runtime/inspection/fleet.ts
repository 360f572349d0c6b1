/** The fleet: how many actors are where. Three readings kept for all readers, none of which costs a reader anything. */
import { StillCounting } from '../errors.ts';
import { idOf } from '../message.ts';
import type { Sql } from '../sql.ts';
import type {
  Fleet,
  FleetActors,
  FleetActorsFilter,
  FleetEntry,
  FleetState,
  StuckActor,
  StuckGroup,
} from './api.ts';
import { Cached } from './cached.ts';
import { ageAt, Census, type StateCount } from './census.ts';
import type { InspectedMachine, Machines } from './machines.ts';
import { leavesOf } from './standing.ts';
import { StuckActors } from './stuck-actors.ts';
import { type Lately, readLately } from './usual.ts';
import { actorsInStates, actorsNamed } from './whereabouts.ts';

const COUNT_EVERY_MS = 1_000;
const STUCK_EVERY_MS = 2_000;
/** What was usual is read anew as soon as it may: where that is quick, within a second. */
const HABITS = { everyMs: 1_000, share: 0.01 };
/** Actors named in a group of stuck ones. */
const NAMED = 50;

interface Watch {
  parked: Cached<StuckActor[]>;
  /** Slow ones, and those for which nothing is pending. */
  suspects: Cached<StuckActor[]>;
}

interface Counted {
  at: Date;
  states: StateCount[];
}

/** How long a caller waits for newer news of those behind dead letters. */
const STUCK_PATIENCE_MS = 200;
/** How long a caller waits for the first count. */
const PATIENCE_MS = 5_000;

export class FleetCounters {
  private readonly sql: Sql;
  private readonly machines: Machines;
  private readonly census: Census;
  private readonly counted: Cached<Counted>;
  private readonly habits: Cached<Lately>;
  private readonly watches: ReadonlyMap<string, Watch>;
  /** The last search for stuck actors that was begun: one at a time, so that other readers find a connection free. */
  private searching: Promise<unknown> = Promise.resolve();

  constructor(sql: Sql, machines: Machines) {
    this.sql = sql;
    this.machines = machines;
    this.census = new Census(sql);
    this.habits = new Cached(() => readLately(sql, machines, Date.now()), HABITS);
    this.counted = new Cached(async () => ({ at: new Date(), states: await this.census.take() }), {
      everyMs: COUNT_EVERY_MS,
    });
    this.watches = new Map(
      machines.all().map((machine) => {
        const stuck = new StuckActors(sql, machine);
        const parked = new Cached(() => stuck.parked(), { everyMs: COUNT_EVERY_MS });
        const suspects = new Cached(() => this.search(machine, stuck), { everyMs: STUCK_EVERY_MS });
        return [machine.definition.type, { parked, suspects }];
      }),
    );
  }

  /** What was usual lately. */
  lately(): Promise<Lately> {
    return this.habits.latest();
  }

  /** Oldest first. Those behind a dead letter as of now; the others as far as they were looked for. */
  async stuck(type: string): Promise<readonly StuckActor[]> {
    const watch = this.watches.get(type);
    if (!watch) return [];
    const suspects = watch.suspects.known() ?? [];
    const parked = (await watch.parked.fresh(STUCK_PATIENCE_MS)) ?? (await watch.parked.latest());
    const behind = new Set(parked.map(({ actor }) => actor));
    const found = [...parked, ...suspects.filter(({ actor }) => !behind.has(actor))];
    return found.sort((a, b) => a.since.localeCompare(b.since));
  }

  async list(): Promise<{ countedAt: string; machines: FleetEntry[] }> {
    const { at, states } = await this.count();
    const entries = await Promise.all(
      this.machines.all().map(async ({ definition, chart }) => {
        const own = states.filter(({ type }) => type === definition.type);
        const versions = new Set([definition.version, ...own.map(({ version }) => version)]);
        const stuck = (await this.stuck(definition.type)).length;
        return [...versions].map((version) => {
          const here = own.filter((state) => state.version === version);
          const current = version === definition.version;
          return {
            type: definition.type,
            machineId: chart.machineId,
            version,
            current,
            running: total(here.filter(({ running }) => running)),
            stuck: current ? stuck : 0,
            ended24h: here.filter(({ running }) => !running).reduce((sum, { lately }) => sum + lately, 0),
          };
        });
      }),
    );
    return { countedAt: at.toISOString(), machines: entries.flat() };
  }

  /** Throws `UnknownActorType`, `NotAMachine` or `StillCounting`. */
  async of(type: string, version?: number): Promise<Fleet> {
    const machine = this.machines.nearest(type, version);
    const registered = this.machines.get(type).definition.version;
    const wanted = version ?? registered;
    const current = wanted === registered;
    const [{ at, states }, lately, allStuck] = await Promise.all([this.count(), this.lately(), this.stuck(type)]);
    const stuck = current ? allStuck : [];
    const own = states.filter((state) => state.type === type && state.version === wanted);
    const habits = current ? lately.habits.get(type) : undefined;
    const running = own.filter((state) => state.running);
    return {
      type,
      version: wanted,
      countedAt: at.toISOString(),
      running: total(running),
      states: running.map((state): FleetState => {
        const usual = habits?.stays.get(state.state);
        return {
          state: state.state,
          leaves: leavesOf(state.state),
          standing: machine.standings.of(leavesOf(state.state), 'active'),
          count: state.count,
          p50AgeMs: ageAt(state, 0.5),
          p95AgeMs: ageAt(state, 0.95),
          oldestAgeMs: ageAt(state, 1),
          usualP50Ms: usual?.p50Ms ?? null,
          usualP95Ms: usual?.p95Ms ?? null,
          inPerMinute: habits?.entries.get(state.state) ?? 0,
          entered: Math.round((habits?.entries.get(state.state) ?? 0) * lately.minutes),
          stuck: stuck.filter((each) => each.state === state.state).length,
        };
      }),
      ends: own
        .filter((state) => !state.running)
        .map(({ state, lately: last24h, lastHour }) => ({
          state,
          standing: machine.standings.of(leavesOf(state), 'done'),
          last24h,
          lastHour,
        })),
      rates: [...(habits?.rates ?? [])].map(([id, perMinute]) => ({
        id,
        perMinute,
        taken: Math.round(perMinute * lately.minutes),
      })),
      ratesOverMinutes: lately.minutes,
      ratesFromOneOf: habits?.oneOf ?? 1,
      stuck: byCause(stuck),
    };
  }

  /** Those who took a transition lately, else those in a state. Throws `UnknownActorType`, `NotAMachine`, `StillCounting`. */
  async actors(
    type: string,
    { version, state, transitions, after, limit }: FleetActorsFilter,
  ): Promise<FleetActors> {
    const machine = this.machines.nearest(type, version);
    if (transitions !== undefined) {
      const habits = (await this.lately()).habits.get(type);
      const takers = new Set(transitions.flatMap((id) => habits?.takers.get(id) ?? []));
      const items = await actorsNamed(this.sql, machine, [...takers].slice(0, limit));
      return { items, next: null, fromOneOf: habits?.oneOf ?? 1 };
    }
    const wanted = version ?? machine.definition.version;
    const { states } = await this.count();
    const here = states.filter((each) => each.type === type && each.version === wanted && each.count > 0);
    const named = here.filter((each) => state === undefined || isIn(leavesOf(each.state), state));
    const found = await actorsInStates(this.sql, machine, wanted, [...new Set(named.map((each) => each.state))], {
      after,
      limit,
    });
    return { ...found, fromOneOf: null };
  }

  /** Throws `StillCounting`. */
  private async count(): Promise<Counted> {
    const counted = await this.counted.within(PATIENCE_MS);
    if (!counted) throw new StillCounting(this.census.progress);
    return counted;
  }

  private async search({ definition }: InspectedMachine, stuck: StuckActors): Promise<StuckActor[]> {
    const [{ states }, lately] = await Promise.all([this.counted.latest(), this.lately()]);
    const { type, version } = definition;
    const running = states.filter((state) => state.running && state.type === type && state.version === version);
    const find = () => stuck.suspects(running, lately.habits.get(type));
    const found = this.searching.then(find, find);
    this.searching = found;
    return found;
  }
}

/** Whether an actor with these leaves is in a state of the chart: at it, or inside. */
function isIn(leaves: readonly string[], state: string): boolean {
  return leaves.some((leaf) => leaf === state || leaf.startsWith(`${state}.`));
}

function total(states: readonly StateCount[]): number {
  return states.reduce((sum, { count }) => sum + count, 0);
}

/** The oldest group first; within one, the oldest actor first. */
function byCause(stuck: readonly StuckActor[]): StuckGroup[] {
  return [...Map.groupBy(stuck, ({ cause }) => cause)].flatMap(([cause, group]): StuckGroup[] => {
    const [oldest] = group;
    if (!oldest) return [];
    return [
      {
        cause,
        rule: oldest.rule,
        count: group.length,
        oldest: oldest.since,
        states: [...new Set(group.map(({ state }) => state))],
        fix: oldest.fix,
        actors: group
          .slice(0, NAMED)
          .map(({ actor, state, since, deadLetterId }) => ({ id: idOf(actor), state, since, deadLetterId })),
      },
    ];
  });
}
