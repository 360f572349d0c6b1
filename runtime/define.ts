import type {
  HandlerActorDefinition,
  HandlerActorOptions,
  MachineActorDefinition,
  MachineActorOptions,
} from './definition.ts';
import { InvalidDefinition } from './errors.ts';
import { refuseWhatCannotBeDurable } from './turn/durable-check.ts';

const TYPE_NAME = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * An actor whose behaviour is an XState machine: its snapshot, timers and pending activities live in PostgreSQL.
 * Throws `InvalidDefinition` where the machine holds something that would not survive a crash.
 */
export function defineMachineActor(options: MachineActorOptions): MachineActorDefinition {
  checkName(options.type);
  if (options.starts.length === 0) {
    throw new InvalidDefinition(
      options.type,
      'no message starts it',
      'Name at least one message type in `starts`.',
    );
  }
  const undeclared = options.starts.find((start) => !(start in options.messages));
  if (undeclared) {
    throw new InvalidDefinition(
      options.type,
      `"${undeclared}" starts it but has no schema`,
      'Add it to `messages`.',
    );
  }
  const activities = new Set(Object.keys(options.activities ?? {}));
  refuseWhatCannotBeDurable(options.type, options.machine, activities);
  const version = options.version ?? 1;
  for (const [other, { machine }] of Object.entries(options.versions ?? {})) {
    checkOtherVersion(options.type, Number(other), version);
    refuseWhatCannotBeDurable(options.type, machine, activities);
  }
  return { ...options, kind: 'machine', version };
}

/** An actor whose behaviour is a set-based handler over its own tables: all messages of a batch at once. */
export function defineHandlerActor(options: HandlerActorOptions): HandlerActorDefinition {
  checkName(options.type);
  const clocked = options.every?.find(({ type }) => !(type in options.messages));
  if (clocked) {
    throw new InvalidDefinition(
      options.type,
      `"${clocked.type}" runs on a clock but has no schema`,
      'Add it to `messages`.',
    );
  }
  return { ...options, kind: 'handler' };
}

function checkOtherVersion(type: string, other: number, registered: number): void {
  if (!Number.isInteger(other) || other < 1)
    throw new InvalidDefinition(type, `"${other}" in \`versions\` is no version`, 'Versions are 1, 2, 3 …');
  if (other === registered)
    throw new InvalidDefinition(
      type,
      `\`versions\` holds version ${other}, which \`machine\` is`,
      'Name only other versions there.',
    );
}

function checkName(type: string): void {
  if (!TYPE_NAME.test(type)) {
    throw new InvalidDefinition(
      type,
      'the type is not a valid queue name',
      'Use lower case letters, digits and dashes, starting with a letter, 41 at most.',
    );
  }
}
