import type { ActorDefinition, HandlerActorDefinition } from './definition.ts';
import { InvalidDefinition, UnknownActorType } from './errors.ts';
import { DurableMachine } from './turn/machine.ts';
import { restingLeaves } from './turn/resting.ts';
import type { Machine } from './turn/turn.ts';

export type Registered =
  | ({
      kind: 'machine';
      /** The leaves in which its actors rest. */
      resting: ReadonlySet<string>;
    } & Machine)
  | { kind: 'handler'; definition: HandlerActorDefinition };

/** The actor types of this system. Built once; every process registers the same ones, whatever it works. */
export class Registry {
  private readonly byType = new Map<string, Registered>();

  constructor(definitions: readonly ActorDefinition[]) {
    for (const definition of definitions) {
      const { type } = definition;
      if (this.byType.has(type))
        throw new InvalidDefinition(type, 'it is registered twice', 'Give each actor a type of its own.');
      this.byType.set(
        type,
        definition.kind === 'machine'
          ? {
              kind: 'machine',
              definition,
              durable: new DurableMachine(definition.machine),
              resting: restingLeaves(definition.machine),
            }
          : { kind: 'handler', definition },
      );
    }
  }

  get types(): string[] {
    return [...this.byType.keys()];
  }

  all(): Registered[] {
    return [...this.byType.values()];
  }

  find(type: string): Registered | undefined {
    return this.byType.get(type);
  }

  /** Throws `UnknownActorType`. */
  get(type: string): Registered {
    const found = this.byType.get(type);
    if (!found) throw new UnknownActorType(type, this.types);
    return found;
  }
}
