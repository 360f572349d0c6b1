import { z } from 'zod';
import { Standing, StateStanding } from '../machines/schemas.ts';
import { ActorAddress } from './schemas.ts';

const Payload = z.record(z.string(), z.unknown());
const ActorStatus = z.enum(['active', 'done', 'error', 'stopped']);
const at = z.iso.datetime();

/** What a turn caused besides the new state. */
export const Effect = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    messageId: z.string(),
    to: z.string(),
    type: z.string(),
    payload: Payload,
  }),
  z.object({ kind: z.literal('event'), version: z.int(), type: z.string(), payload: Payload }),
  z.object({
    kind: z.enum(['timerArmed', 'timerCancelled']),
    id: z.string(),
    event: z.string(),
    eventType: z.string(),
    dueAt: at,
    delayMs: z.number(),
  }),
  z.object({ kind: z.literal('activityStarted'), id: z.string(), src: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('activityStopped'), id: z.string(), src: z.string() }),
]);
export type Effect = z.infer<typeof Effect>;

export const ToldMessage = z.object({
  id: z.string(),
  type: z.string(),
  label: z.string().describe('For people: timers and ends of activities in words'),
  kind: z.enum(['message', 'timer', 'activity']),
  payload: Payload,
  from: z.string().nullable(),
  correlationId: z.string(),
  causationId: z.string().nullable(),
  traceparent: z.string().nullable(),
  sentAt: at,
});

/** What a replay knows of a turn. */
export const TurnStates = z.object({
  before: z.array(z.string()).describe('The leaves; empty before the first turn'),
  after: z.array(z.string()),
  standing: StateStanding,
  fired: z.array(z.string()).describe('Transition ids of the chart, in order; the first turn begins with `start`'),
  context: Payload,
  status: ActorStatus,
  output: z.unknown(),
  effects: z.array(Effect),
});

export const ReplayedTurn = z.object({
  version: z.int(),
  at,
  message: ToldMessage,
  outcome: z.enum(['accepted', 'ignored']),
  states: TurnStates.nullable().describe('Null for handlers, and where this machine cannot replay it'),
});
export type ReplayedTurn = z.infer<typeof ReplayedTurn>;

export const TurnsInput = ActorAddress.extend({
  after: z.coerce.number<number>().int().min(0).default(0).describe('Turns after this version'),
  limit: z.coerce.number<number>().int().min(1).max(500).default(200),
});

export const TurnPage = z.object({
  items: z.array(ReplayedTurn),
  next: z.int().nullable().describe('`after` of the next page'),
  total: z.int(),
  machineVersion: z.int().nullable().describe('Of the machine that its turns are replayed on; null: a handler'),
  problem: z.string().nullable().describe('Why states are missing'),
});

export const Fix = z.union([
  z.object({ action: z.literal('redrive'), label: z.string(), deadLetterId: z.string() }),
  z.object({ action: z.enum(['queues', 'actor', 'breaker']), label: z.string() }),
]);

export const StuckRule = z.enum(['dead-letter', 'nothing-pending', 'slow']);
export const Stuck = z.object({
  since: at,
  rule: StuckRule,
  cause: z.string().describe('One sentence'),
  deadLetterId: z.string().nullable(),
  fix: Fix,
});

export const Usual = z.object({ state: z.string(), p50Ms: z.number(), p95Ms: z.number(), samples: z.int() });

export const ActorNow = z.object({
  type: z.string(),
  id: z.string(),
  machineVersion: z.int(),
  version: z.int().describe('Turns taken'),
  status: ActorStatus,
  standing: Standing,
  states: z.array(z.string()),
  since: at.nullable(),
  context: Payload,
  output: z.unknown(),
  correlationId: z.string(),
  timers: z.array(
    z.object({ id: z.string(), event: z.string(), eventType: z.string(), dueAt: at, armedAt: at.nullable() }),
  ),
  activities: z.array(z.object({ id: z.string(), src: z.string(), startedAt: at.nullable() })),
  waiting: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      label: z.string(),
      from: z.string().nullable(),
      payload: Payload,
      place: z.enum(['outbox', 'parked']),
      since: at,
      verdict: z
        .enum(['accepted', 'ignored', 'refused'])
        .nullable()
        .describe('What would become of it now, after those before it; null where that cannot be told'),
      reason: z.string().nullable().describe('Why it would be ignored or refused'),
      after: z.array(z.string()).nullable().describe('The states that it would come to'),
    }),
  ),
  deadLetters: z.array(
    z.object({
      id: z.string(),
      messageId: z.string(),
      type: z.string(),
      code: z.string(),
      error: z.string(),
      failedAt: at,
    }),
  ),
  stuck: Stuck.nullable(),
  usual: z.array(Usual),
});
export type ActorNow = z.infer<typeof ActorNow>;

export const FollowInput = ActorAddress.extend({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a version')
    .nullish()
    .describe('Resume after this turn'),
});

/** What is new about an actor: the turns since the last update, and how it stands now. */
export interface ActorUpdate {
  turns: ReplayedTurn[];
  now: ActorNow;
}

export const WhatIfInput = ActorAddress.extend({
  turn: z.int().min(0).optional().describe('After which turn; 0: before the first. Default: the last'),
  messages: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('message'),
          type: z.string().min(1).max(200),
          payload: Payload.default({}),
          from: z
            .templateLiteral([z.string(), '/', z.string()])
            .optional()
            .describe('`payment/8f3c`; default: a door'),
        }),
        z.object({ kind: z.literal('timer'), id: z.string().min(1) }),
        z.object({ kind: z.literal('activity'), id: z.string().min(1), output: z.unknown() }),
        z.object({ kind: z.literal('recorded') }).describe('All that it was really given after that turn'),
      ]),
    )
    .min(1)
    .max(50),
  context: Payload.optional().describe('Instead of the context of that turn'),
  version: z
    .int()
    .min(1)
    .optional()
    .describe('The version of the machine that goes on from there. Default: the one that it runs on'),
});

export const Supposition = z.object({
  turn: z.int(),
  version: z.int().describe('Of the machine that went on'),
  before: z.array(z.string()).describe('As that version has it'),
  steps: z
    .array(
      z.object({
        message: ToldMessage,
        verdict: z.enum(['accepted', 'ignored', 'refused']),
        refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
        states: TurnStates.nullable(),
      }),
    )
    .describe('Ends with the first refusal, or after 500'),
  timers: z.array(z.object({ id: z.string(), event: z.string(), dueAt: at })).describe('Still armed at the end'),
  activities: z.array(z.object({ id: z.string(), src: z.string() })).describe('Not answered at the end'),
});

export const ExportedTest = z.object({ fileName: z.string(), source: z.string() });

export const ConversationInput = z.union([
  z.object({ orderId: z.string().min(1).max(200) }),
  ActorAddress,
  z.object({ correlationId: z.string().min(1).max(200) }),
]);

export const Conversation = z.object({
  correlationId: z.string(),
  participants: z.array(z.string()).describe('Addresses in the order in which they spoke up'),
  messages: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      label: z.string(),
      kind: z.enum(['message', 'timer', 'activity']),
      from: z.string().nullable().describe('Null: from a door'),
      to: z.string(),
      payload: Payload,
      causationId: z.string().nullable(),
      sentAt: at,
      handledAt: at.nullable(),
      version: z.int().nullable(),
      outcome: z.enum(['accepted', 'ignored', 'waiting', 'dead', 'discarded']),
      deadLetterId: z.string().nullable(),
    }),
  ),
  cut: z.boolean().describe('Whether there is more than is shown'),
});
