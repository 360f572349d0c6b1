import type { JournalEntry } from '../api.ts';
import type { ActorState } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { type Turn, takeTurn } from '../turn/turn.ts';
import type { ReplayedTurn } from './api.ts';
import { START } from './chart.ts';
import { effectsOf } from './effects.ts';
import type { InspectedMachine } from './machines.ts';
import { leavesOf } from './standing.ts';
import { told } from './told.ts';

/** Takes a machine through an actor's journal, turn by turn, and tells what each came to. */
export class Replayer {
  state: ActorState | undefined;
  /** Why it stopped following: from then on turns have no states. */
  problem: string | null = null;
  private readonly machine: InspectedMachine;

  constructor(machine: InspectedMachine, from?: ActorState) {
    this.machine = machine;
    this.state = from;
  }

  take(entry: JournalEntry): ReplayedTurn {
    const turn = this.follow(entry);
    return {
      version: entry.version,
      at: entry.at.toISOString(),
      message: told(entry.message),
      outcome: turn && !turn.accepted ? 'ignored' : 'accepted',
      states: turn ? statesOf(this.machine, turn, entry.at.getTime()) : null,
    };
  }

  /** The turn itself; undefined where the machine cannot follow. */
  follow({ version, at, message }: JournalEntry): Turn | undefined {
    if (this.problem !== null) return undefined;
    this.machine.durable.take();
    try {
      const turn = takeTurn(this.machine.recorded, this.state, message, at.getTime());
      if (turn) {
        this.state = turn.after;
        return turn;
      }
      this.problem = `turn ${version} (${message.type}) is a timer that this machine did not set`;
    } catch (error) {
      this.problem = `turn ${version} (${message.type}): ${(error as Error).message}`;
    }
    return undefined;
  }
}

/** What a turn came to; to be asked right after it was taken, because the machine remembers the last step only. */
export function statesOf(machine: InspectedMachine, turn: Turn, at: number): NonNullable<ReplayedTurn['states']> {
  const { snapshot } = turn.after;
  const after = leavesOf(stateName(snapshot.value));
  const taken = machine.durable.take().flatMap((definition) => machine.ids.get(definition) ?? []);
  return {
    before: turn.before ? leavesOf(stateName(turn.before.snapshot.value)) : [],
    after,
    standing: machine.standings.of(after, snapshot.status),
    fired: turn.before ? taken : [START, ...taken],
    context: snapshot.context as Record<string, unknown>,
    status: snapshot.status,
    output: snapshot.output ?? null,
    effects: effectsOf(turn, at),
  };
}
