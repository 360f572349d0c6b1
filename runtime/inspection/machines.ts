import { z } from 'zod';
import type { ActorDefinition, HandlerActorDefinition, MachineActorDefinition } from '../definition.ts';
import { NotAMachine, UnknownActorType } from '../errors.ts';
import type { Machine } from '../turn/turn.ts';
import type { RegisteredActor } from './api.ts';
import { type DrawnMachine, draw } from './chart.ts';
import { Standings } from './standing.ts';
import { TracedMachine } from './traced-machine.ts';

/** A machine as it is looked into: apart from the one that takes the turns. */
export interface InspectedMachine extends DrawnMachine {
  definition: MachineActorDefinition;
  durable: TracedMachine;
  standings: Standings;
  /** For what is in the journal: it was validated when it was taken, by the schemas and settings of that day. */
  recorded: Machine;
}

/** The registered actor types, for inspection. */
export class Machines {
  private readonly definitions: ReadonlyMap<string, ActorDefinition>;
  private readonly drawn = new Map<string, InspectedMachine>();

  constructor(definitions: readonly ActorDefinition[]) {
    this.definitions = new Map(definitions.map((definition) => [definition.type, definition]));
  }

  get types(): string[] {
    return [...this.definitions.keys()];
  }

  all(): InspectedMachine[] {
    return this.types.flatMap((type) => this.find(type) ?? []);
  }

  /** Undefined for handlers and unknown types. */
  find(type: string): InspectedMachine | undefined {
    const known = this.drawn.get(type);
    if (known) return known;
    const definition = this.definitions.get(type);
    if (definition?.kind !== 'machine') return undefined;
    const machine = inspected(definition);
    this.drawn.set(type, machine);
    return machine;
  }

  /** Throws `UnknownActorType` or `NotAMachine`. */
  get(type: string): InspectedMachine {
    const found = this.find(type);
    if (found) return found;
    if (!this.definitions.has(type)) throw new UnknownActorType(type, this.types);
    throw new NotAMachine(
      type,
      this.all().map(({ definition }) => definition.type),
    );
  }

  /** Throws `UnknownActorType`. */
  definition(type: string): ActorDefinition {
    const found = this.definitions.get(type);
    if (!found) throw new UnknownActorType(type, this.types);
    return found;
  }

  handler(type: string): HandlerActorDefinition | undefined {
    const definition = this.definitions.get(type);
    return definition?.kind === 'handler' ? definition : undefined;
  }

  registered(): RegisteredActor[] {
    return [...this.definitions.values()].map((definition) => {
      const names = {
        kind: definition.kind,
        type: definition.type,
        messages: Object.keys(definition.messages),
        events: Object.keys(definition.events ?? {}),
      };
      if (definition.kind === 'handler')
        return { ...names, machineId: null, version: null, hash: null, starts: [], activities: [] };
      const { machineId, version, hash } = this.get(definition.type).chart;
      const { starts, activities } = definition;
      return {
        ...names,
        machineId,
        version,
        hash,
        starts: [...starts],
        activities: Object.keys(activities ?? {}),
      };
    });
  }
}

function inspected(definition: MachineActorDefinition): InspectedMachine {
  const durable = new TracedMachine(definition.machine);
  const messages = Object.fromEntries(Object.keys(definition.messages).map((type) => [type, z.any()]));
  return {
    ...draw(definition),
    definition,
    durable,
    standings: new Standings(definition.machine),
    recorded: { durable, definition: { ...definition, messages } },
  };
}
