import { z } from 'zod';
import { Effect } from '../actors/replay-schemas.ts';
import { DeadLetterFilter, DeadLetterState, RedriveReason } from './schemas.ts';

const at = z.iso.datetime();
const Payload = z.record(z.string(), z.unknown());
const Id = z.string().regex(/^\d{1,18}$/, 'is not the id of a dead letter');
const Verdict = z.enum(['accepted', 'ignored', 'refused']);

export const GroupsInput = DeadLetterFilter.pick({ actorType: true, text: true }).extend({
  state: DeadLetterState.default('open'),
});

export const DeadLetterGroup = z
  .object({
    code: z.string(),
    messageType: z.string(),
    actorType: z.string(),
    count: z.int(),
    actors: z.int(),
    parked: z.int().describe('Messages that wait behind them'),
    first: at,
    last: at,
    hours: z.array(z.int()).describe('Failures in each of the last 24 hours, oldest first'),
    error: z.string().describe('Of the newest of them'),
    sampleId: z.string(),
  })
  .meta({ id: 'DeadLetterGroup' });

export const DryRunInput = z.object({
  ids: z.array(Id).min(1).max(500).optional().describe('These letters; otherwise the open ones that match'),
  actorType: z.string().min(1).max(100).optional(),
  messageType: z.string().min(1).max(100).optional(),
  code: z.string().min(1).max(100).optional(),
  payload: Payload.optional().describe('Instead of what the letters say'),
  payloads: z.record(Id, Payload).optional().describe('The same for single letters, by their ids'),
  limit: z.int().min(1).max(500).default(100),
});

export const DryRun = z
  .object({
    accepted: z.int(),
    ignored: z.int(),
    refused: z.int(),
    tookMs: z.number(),
    left: z.int().describe('Letters that matched and were not tried'),
    items: z.array(
      z.object({
        deadLetterId: z.string(),
        actor: z.string(),
        verdict: Verdict,
        reason: z.string().nullable(),
        code: z.string().nullable(),
        before: z.array(z.string()).nullable(),
        after: z.array(z.string()).nullable(),
        effects: z.array(Effect),
        reply: z.object({ type: z.string(), payload: Payload }).nullable(),
        waiting: z
          .array(z.object({ id: z.string(), type: z.string(), verdict: Verdict, reason: z.string().nullable() }))
          .describe('What waits behind it, and what would become of it'),
      }),
    ),
  })
  .meta({ id: 'DryRun' });

export const AuditInput = z.object({
  limit: z.coerce.number<number>().int().min(1).max(500).default(50),
  before: at.optional().describe('The time of the last entry of the page before'),
});

export const AuditEntry = z
  .object({
    at: z.string(),
    by: z.string(),
    action: z.string(),
    note: z.string().nullable().describe('The reason that was given'),
    was: Payload.nullable().describe('The payload before it was edited'),
    deadLetterId: z.string(),
    actor: z.string(),
    messageType: z.string(),
    code: z.string(),
    state: z.string(),
  })
  .meta({ id: 'AuditEntry' });

export const RedriveEachInput = z.object({
  letters: z
    .array(z.object({ id: Id, payload: Payload.optional() }))
    .min(1)
    .max(500),
  reason: RedriveReason,
});

export const DiscardEachInput = z.object({
  ids: z.array(Id).min(1).max(500),
  reason: z.string().min(1).max(500),
});

/** What became of each of them; one that cannot be settled does not keep the others from it. */
export const SettledEach = z.object({
  settled: z.int(),
  failed: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
});
