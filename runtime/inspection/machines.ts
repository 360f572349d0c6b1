import { z } from 'zod';
import type { ActorDefinition, HandlerActorDefinition, MachineActorDefinition } from '../definition.ts';
import { NotAMachine, UnknownActorType, UnknownMachineVersion } from '../errors.ts';
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

  /** The registered version. Undefined for handlers and unknown types. */
  find(type: string): InspectedMachine | undefined {
    const definition = this.definitions.get(type);
    return definition?.kind === 'machine' ? this.look(definition) : undefined;
  }

  /** Throws `UnknownActorType`, `NotAMachine` or `UnknownMachineVersion`. Default: the registered version. */
  version(type: string, version?: number): InspectedMachine {
    const registered = this.get(type);
    const { definition } = registered;
    if (version === undefined || version === definition.version) return registered;
    const other = definition.versions?.[version];
    if (!other) throw new UnknownMachineVersion(type, version, versionsOf(definition));
    return this.look({ ...definition, machine: other.machine, version });
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

  /** That version where it can be looked into, else the registered one. Throws `UnknownActorType` or `NotAMachine`. */
  nearest(type: string, version: number | undefined): InspectedMachine {
    const known = versionsOf(this.get(type).definition);
    return this.version(type, version !== undefined && known.includes(version) ? version : undefined);
  }

  private look(definition: MachineActorDefinition): InspectedMachine {
    const key = `${definition.type} ${definition.version}`;
    const machine = this.drawn.get(key) ?? inspected(definition);
    this.drawn.set(key, machine);
    return machine;
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
        return { ...names, machineId: null, version: null, versions: [], hash: null, starts: [], activities: [] };
      const { machineId, version, hash } = this.get(definition.type).chart;
      const { starts, activities } = definition;
      return {
        ...names,
        machineId,
        version,
        versions: versionsOf(definition),
        hash,
        starts: [...starts],
        activities: Object.keys(activities ?? {}),
      };
    });
  }
}

/** All that can be looked into, in order. */
export function versionsOf({ version, versions }: MachineActorDefinition): number[] {
  return [version, ...Object.keys(versions ?? {}).map(Number)].sort((a, b) => a - b);
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
