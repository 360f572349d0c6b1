import type { ActorDefinition, Invariant, Projection } from '../definition.ts';
import { Registry } from '../registry.ts';
import { replayInvariant } from './replay.ts';
import { storedInvariants } from './stored.ts';
import { viewInvariant } from './views.ts';

/** What must always hold of any system on this runtime. To be checked inside one REPEATABLE READ transaction. */
export function runtimeInvariants(
  actors: readonly ActorDefinition[],
  projections: readonly Projection[],
): Invariant[] {
  return [...storedInvariants, replayInvariant(new Registry(actors)), ...projections.map(viewInvariant)];
}
