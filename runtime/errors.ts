/**
 * Errors that callers may handle, told apart by their stable `code`. `retry` says what repeating is worth:
 * `never` the same input fails again; `later` a passing cause.
 */
export class OrderlyError extends Error {
  readonly code: string;
  readonly retry: 'never' | 'later';
  constructor(code: string, message: string, retry: 'never' | 'later', options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.retry = retry;
  }
}

/** A message's payload breaks its schema. */
export class InvalidMessage extends OrderlyError {
  readonly issues: readonly { path: string; message: string }[];
  constructor(messageType: string, to: string, issues: readonly { path: string; message: string }[]) {
    const detail = issues.map(({ path, message }) => `${path || 'payload'}: ${message}`).join('; ');
    super('INVALID_MESSAGE', `${messageType} to ${to} does not match its schema: ${detail}`, 'never');
    this.issues = issues;
  }
}

/** The actor's type does not declare this message type. */
export class UnknownMessage extends OrderlyError {
  constructor(messageType: string, to: string, known: readonly string[]) {
    super(
      'UNKNOWN_MESSAGE',
      `${to} does not understand "${messageType}"; it understands ${known.join(', ')}`,
      'never',
    );
  }
}

/** No actor type of this name is registered. */
export class UnknownActorType extends OrderlyError {
  constructor(type: string, known: readonly string[]) {
    super('UNKNOWN_ACTOR_TYPE', `No actor type "${type}" is registered; there are ${known.join(', ')}`, 'never');
  }
}

/** There are so many that the first count takes a while. */
export class StillCounting extends OrderlyError {
  constructor(progress: number, what = 'actors') {
    const done = progress > 0 ? `, ${Math.floor(progress * 100)} % are done` : '';
    super('STILL_COUNTING', `The ${what} are being counted for the first time${done}. Ask again.`, 'later');
  }
}

/** Only a machine has an answer, and this actor type is a handler. */
export class NotAMachine extends OrderlyError {
  constructor(type: string, machines: readonly string[]) {
    super(
      'NOT_A_MACHINE',
      `"${type}" is a handler and has no chart; machines are ${machines.join(', ')}`,
      'never',
    );
  }
}

/** The actor type has no such version of its machine. */
export class UnknownMachineVersion extends OrderlyError {
  constructor(type: string, version: number, known: readonly number[]) {
    super(
      'UNKNOWN_MACHINE_VERSION',
      `No version ${version} of "${type}" is registered; there is ${known.join(', ')}. Name it in \`versions\` of the actor's definition.`,
      'never',
    );
  }
}

/** Another version of the machine cannot take an actor over from where it is. */
export class NotAdoptable extends OrderlyError {
  /** `adoptable`: whether an `adopt` of that version would be asked. */
  constructor(to: string, version: number, state: string, problem: string, adoptable = true) {
    const wayOut = adoptable
      ? 'Let `adopt` of that version say where it belongs'
      : 'Only the registered version hands over by `adopt`, so give that version such a state';
    super(
      'NOT_ADOPTABLE',
      `Version ${version} cannot take ${to} over in ${state}: ${problem}. ${wayOut}.`,
      'never',
    );
  }
}

/** The settings of this process do not let anybody stop and start actor types. */
export class DevControlsOff extends OrderlyError {
  constructor() {
    super('DEV_CONTROLS_OFF', 'Stopping and starting is for development: set DEV_CONTROLS=on.', 'never');
  }
}

/** The actor's journal cannot be taken through the registered machine. */
export class NotReplayable extends OrderlyError {
  constructor(to: string, problem: string) {
    super('NOT_REPLAYABLE', `The history of ${to} cannot be replayed: ${problem}`, 'never');
  }
}

/** The message needs an actor that was never started. */
export class ActorNotFound extends OrderlyError {
  constructor(to: string, messageType: string, starts: readonly string[]) {
    super(
      'ACTOR_NOT_FOUND',
      `${to} does not exist, so it cannot take "${messageType}"; start it with ${starts.join(' or ')}`,
      'never',
    );
  }
}

/** A definition that cannot be made durable or contradicts itself; thrown at registration. */
export class InvalidDefinition extends OrderlyError {
  constructor(type: string, problem: string, instead: string) {
    super('INVALID_DEFINITION', `Actor "${type}": ${problem}. ${instead}`, 'never');
  }
}

/** A machine threw, or did something a durable machine cannot do, while it handled a message. */
export class TurnFailed extends OrderlyError {
  constructor(to: string, messageType: string, cause: unknown) {
    super(
      'TURN_FAILED',
      `${to} failed on "${messageType}": ${cause instanceof Error ? cause.message : String(cause)}`,
      'never',
      { cause },
    );
  }
}

/** An earlier message of this actor is a dead letter, so later ones wait behind it. */
export class ActorParked extends OrderlyError {
  constructor(to: string) {
    super(
      'ACTOR_PARKED',
      `${to} is parked behind a dead letter; the message waits until that is redriven or discarded`,
      'later',
    );
  }
}

/** PostgreSQL does not answer. Nothing of the request was accepted. */
export class DatabaseUnavailable extends OrderlyError {
  constructor(cause?: unknown) {
    super('DATABASE_UNAVAILABLE', 'The database does not answer; nothing was accepted. Try again.', 'later', {
      cause,
    });
  }
}

/**
 * PostgreSQL went away between being told to commit and saying that it did. An Idempotency-Key, or a message id, makes
 * the repetition harmless.
 */
export class CommitUncertain extends OrderlyError {
  constructor(cause?: unknown) {
    super(
      'COMMIT_UNCERTAIN',
      'The database went away while the request was committed: it may or may not be accepted. Repeat it under the same Idempotency-Key; it takes effect once.',
      'later',
      { cause },
    );
  }
}

/** An `ask` got no answer in time. Whether the request took effect is not known. */
export class AskTimeout extends OrderlyError {
  constructor(to: string, messageType: string, timeoutMs: number) {
    super('ASK_TIMEOUT', `${to} did not answer "${messageType}" within ${timeoutMs} ms`, 'later');
  }
}

/** No dead letter has this id, or it is settled already. */
export class DeadLetterNotOpen extends OrderlyError {
  constructor(id: string, state?: string) {
    super(
      state ? 'DEAD_LETTER_SETTLED' : 'DEAD_LETTER_NOT_FOUND',
      state ? `Dead letter ${id} is already ${state}` : `There is no dead letter ${id}`,
      'never',
    );
  }
}
