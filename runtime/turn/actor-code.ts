/** What actors bring themselves and a batch runs in its transaction: handlers, and the rows that go with machines. */
import type { CommittedTurn, HandlerOutcome } from '../definition.ts';
import { type Address, idOf, type Message, typeOf } from '../message.ts';
import type { Registered, Registry } from '../registry.ts';
import { allSettled } from '../store/all-settled.ts';
import type { BatchSql } from './actor-sql.ts';
import { REPLY_TYPE } from './grouping.ts';
import { stateName } from './machine.ts';
import { causedBy, type Turn } from './turn.ts';

/** Code of an actor type failed: one of its messages in the batch is the culprit. */
export class ActorCodeFailed extends Error {
  readonly type: string;
  constructor(type: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.type = type;
  }
}

/** Throws `UnknownActorType`: what is sent to nobody would wait for ever. */
export function knows(registry: Registry, to: Address): void {
  if (typeOf(to) !== REPLY_TYPE) registry.get(typeOf(to));
}

/** Has each type with rows of its own keep them in step, once for all its turns. Rejects with `ActorCodeFailed`. */
export async function keepRows(registry: Registry, turns: readonly Turn[], batch: BatchSql): Promise<void> {
  const work: Promise<void>[] = [];
  for (const [type, own] of groupByType(turns, ({ message }) => message.to)) {
    const { definition } = registry.get(type);
    if (definition.kind !== 'machine' || !definition.rows) continue;
    const failed = (cause: unknown) => new ActorCodeFailed(type, cause);
    const rows = definition.rows(own.map(committedTurn), batch.for(failed)).catch((cause: unknown) => {
      throw failed(cause);
    });
    work.push(rows);
  }
  await allSettled(work);
}

/** An outcome for each message of a handler's type, in order. Rejects with `ActorCodeFailed`. */
export async function handle(
  registry: Registry,
  type: string,
  messages: readonly Message[],
  batch: BatchSql,
): Promise<readonly HandlerOutcome[]> {
  const { definition } = registry.get(type) as Extract<Registered, { kind: 'handler' }>;
  try {
    const outcomes = await definition.handle(
      messages,
      batch.for((cause) => new ActorCodeFailed(type, cause)),
    );
    if (outcomes.length !== messages.length) {
      throw new Error(`the handler answered ${outcomes.length} of ${messages.length} messages`);
    }
    for (const { sends } of outcomes) for (const { to } of sends ?? []) knows(registry, to);
    return outcomes;
  } catch (cause) {
    throw new ActorCodeFailed(type, cause);
  }
}

/** What a handler's outcome sends, the reply first. */
export function sentBy(message: Message, outcome: HandlerOutcome, now: number): Message[] {
  const answerTo = message.replyTo ?? message.from;
  const sends = [...(outcome.sends ?? [])];
  if (outcome.reply && answerTo) sends.unshift({ to: answerTo, ...outcome.reply });
  // Ids that callers choose are unique per actor only.
  const cause = message.from ? message.id : `${message.to}!${message.id}`;
  return sends.map((send, index) => causedBy(message, { ...send, id: `${cause}.${index}` }, now));
}

export function groupByType<T>(items: readonly T[], addressOf: (item: T) => Address): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const type = typeOf(addressOf(item));
    const group = groups.get(type);
    if (group) group.push(item);
    else groups.set(type, [item]);
  }
  return groups;
}

function committedTurn({ message, after: { snapshot, version } }: Turn): CommittedTurn {
  const state = stateName(snapshot.value);
  const { context, status } = snapshot;
  return { actor: message.to, id: idOf(message.to), version, message, state, context, status };
}
