import { type AnyActorRef, assign, enqueueActions, setup } from 'xstate';

/** A message or an event as a machine sees it. */
export interface Told {
  type: string;
  [field: string]: unknown;
}

/** A message and whom it goes to; see `to`. */
export interface Letter {
  to: AnyActorRef;
  message: Told;
}

/** What is known at any moment. */
export interface Gathered<Input, Answer> {
  /** The actor's own id. */
  id: string;
  input: Input;
  targets: readonly string[];
  /** By target: what came before the decision, and all that counts. */
  answers: Readonly<Record<string, Answer>>;
  /** By target: what came after it. */
  late: Readonly<Record<string, Answer>>;
}

/** The events of such a machine, each optional: what is returned is emitted. */
export interface ScatterGatherEvents<Input, Answer> {
  asked?(gathered: Gathered<Input, Answer>): Told;
  answered?(target: string, answer: Answer, gathered: Gathered<Input, Answer>): Told;
  decided?(gathered: Gathered<Input, Answer>): Told;
  late?(target: string, answer: Answer, gathered: Gathered<Input, Answer>): Told;
}

export interface ScatterGather<Input extends object, Answer, Reply extends Told> {
  id: string;
  /** Whom to ask, by names of your own. */
  targets(input: Input): readonly string[];
  /** The question to one of them. */
  ask(target: string, input: Input & { id: string }): Letter;
  /** The type of the message that brings an answer. */
  answer: Reply['type'];
  /** Who answered, and what is kept of it. */
  collect(reply: Reply): { from: string; answer: Answer };
  /** Whether to decide before all have answered. Default: never. */
  enough?(gathered: Gathered<Input, Answer>): boolean;
  /** Milliseconds until the decision is made with what is there. */
  deadlineMs(input: Input): number;
  /** Milliseconds for which late answers are still taken in after that. Default: 24 hours. */
  lateMs?(input: Input): number;
  /** Messages that tell others of the decision. Default: none. */
  tell?(gathered: Gathered<Input, Answer>): readonly Letter[];
  events?: ScatterGatherEvents<Input, Answer>;
}

const day = 86_400_000;

/** The targets whose answer did not come before the decision, in the order in which they were asked. */
export function missing({ targets, answers }: Pick<Gathered<unknown, unknown>, 'targets' | 'answers'>): string[] {
  return targets.filter((target) => !Object.hasOwn(answers, target));
}

/**
 * An aggregator: asks many at once and decides when all have answered, when it has enough, or at the deadline.
 *
 * 1. Each target counts once: a repeated answer, or one from somebody who was not asked, changes nothing.
 * 2. A decision is never changed. What comes later is recorded as late, once per target, until `lateMs` is over.
 * 3. Answers may come in any order; the deadline is a timer of the machine and so as durable as its state.
 *
 * @example see docs/guide/scatter-gather.md
 */
export function scatterGather<Input extends object, Answer, Reply extends Told>(
  pattern: ScatterGather<Input, Answer, Reply>,
) {
  type Known = Gathered<Input, Answer>;
  const { events = {} } = pattern;
  const collected = (event: Told) => pattern.collect(event as Reply);
  const unheard = ({ targets, answers, late }: Known) =>
    targets.filter((target) => !Object.hasOwn(answers, target) && !Object.hasOwn(late, target));

  return setup({
    types: {
      input: {} as Input & { id: string },
      context: {} as Known,
      events: {} as Told,
      emitted: {} as Told,
      tags: {} as 'resting',
    },
    delays: {
      deadline: ({ context }) => pattern.deadlineMs(context.input),
      lateEnd: ({ context }) => pattern.lateMs?.(context.input) ?? day,
    },
    guards: {
      isNew: ({ context, event }) => unheard(context).includes(collected(event).from),
      enough: ({ context }) => missing(context).length === 0 || (pattern.enough?.(context) ?? false),
      allHeard: ({ context }) => unheard(context).length === 0,
    },
    actions: {
      askAll: enqueueActions(({ context, enqueue }) => {
        if (events.asked) enqueue.emit(events.asked(context));
        for (const target of context.targets) {
          const { to, message } = pattern.ask(target, { ...context.input, id: context.id });
          enqueue.sendTo(to, message);
        }
      }),
      keep: assign(({ context, event }) => {
        const { from, answer } = collected(event);
        return { answers: { ...context.answers, [from]: answer } };
      }),
      keepLate: assign(({ context, event }) => {
        const { from, answer } = collected(event);
        return { late: { ...context.late, [from]: answer } };
      }),
      tellAnswer: enqueueActions(({ context, event, enqueue }) => {
        const { from, answer } = collected(event);
        if (events.answered) enqueue.emit(events.answered(from, answer, context));
      }),
      tellLate: enqueueActions(({ context, event, enqueue }) => {
        const { from, answer } = collected(event);
        if (events.late) enqueue.emit(events.late(from, answer, context));
      }),
      tellDecision: enqueueActions(({ context, enqueue }) => {
        if (events.decided) enqueue.emit(events.decided(context));
        for (const { to, message } of pattern.tell?.(context) ?? []) enqueue.sendTo(to, message);
      }),
    },
  }).createMachine({
    id: pattern.id,
    context: ({ input: { id, ...input } }) => {
      const asked = input as unknown as Input;
      return { id, input: asked, targets: [...new Set(pattern.targets(asked))], answers: {}, late: {} };
    },
    initial: 'gathering',
    states: {
      gathering: {
        entry: 'askAll',
        on: { [pattern.answer]: { guard: 'isNew', actions: ['keep', 'tellAnswer'] } },
        always: { guard: 'enough', target: 'decided' },
        after: { deadline: 'decided' },
      },
      decided: {
        tags: 'resting',
        entry: 'tellDecision',
        on: { [pattern.answer]: { guard: 'isNew', actions: ['keepLate', 'tellLate'] } },
        always: { guard: 'allHeard', target: 'closed' },
        after: { lateEnd: 'closed' },
      },
      closed: { type: 'final' },
    },
  });
}
