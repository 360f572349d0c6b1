import { type Address, address, type InspectorEvent, inspectedActor, inspectedTurn } from '../../runtime/index.ts';
import { ActorAddress } from '../actors/schemas.ts';
import type { Services } from '../context.ts';
import { NoSuchActor } from '../errors.ts';
import { followActor } from '../live/follow-actor.ts';
import { valid } from '../problems/invalid-input.ts';

export type Watcher = Pick<Services, 'inspection' | 'live' | 'closing'>;

const UNBORN = { status: 'active', value: {}, context: {} };

/** An actor's life in the words of Stately's inspector: who it is, then every turn, past and to come. */
export interface Life {
  actor: Address;
  /** `version` is that of the turn; a reader that comes back goes on after the last one that it saw. */
  tell(
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<{ event: InspectorEvent; version?: number }, void>;
}

/** @throws {NoSuchActor}, `InvalidInput`, and what `now` throws for a type that is none or no machine. */
export async function findLife(watcher: Watcher, where: unknown): Promise<Life> {
  const { type, id } = valid(ActorAddress, where);
  const actor = address(type, id);
  const now = await watcher.inspection.now(actor);
  if (!now) throw new NoSuchActor(actor);
  const definition = watcher.inspection.machineJson(type, now.machineVersion);
  return {
    actor,
    async *tell(after, signal) {
      yield { event: inspectedActor(actor, definition, UNBORN, Date.now()) };
      for await (const { update } of followActor(watcher, actor, after, signal))
        for (const turn of update.turns)
          for (const event of inspectedTurn(actor, turn)) yield { event, version: turn.version };
    },
  };
}

/** The version after which to go on, or undefined where what was given is none. */
export function versionIn(given: unknown): string | undefined {
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? given : undefined;
}
