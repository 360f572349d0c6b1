import { z } from 'zod';

const at = z.iso.datetime();

const Breakers = z.array(z.object({ activity: z.string(), state: z.enum(['closed', 'open', 'half-open']) }));

export const QueuesOverview = z
  .object({
    queues: z.array(
      z.object({
        name: z.string(),
        actorType: z.string(),
        kind: z.enum(['messages', 'activities']),
        waiting: z.int(),
        active: z.int(),
        delayed: z.int().describe('Retries that wait for their time'),
        failed: z.int(),
        perMinute: z.number().nullable().describe('Messages handled lately; null where nothing is known'),
      }),
    ),
    processes: z.array(
      z.object({
        id: z.string(),
        description: z.string(),
        startedAt: at,
        beatAt: at,
        alive: z.boolean(),
        here: z.boolean().describe('The process that answers'),
        breakers: Breakers.describe('Its circuit breakers, as they were at its last heartbeat'),
      }),
    ),
    breakers: Breakers.describe('Of the process that answers; those of the others stand with them'),
    consumers: z.array(
      z.object({
        name: z.string(),
        behind: z.int().describe('Events that it has not come to'),
        more: z.boolean().describe('Whether there are more than were counted'),
        lagMs: z.number().describe('Age of the oldest of them'),
        movedAt: at,
      }),
    ),
    outbox: z.object({ envelopes: z.int(), messages: z.int(), oldest: at.nullable() }),
    shards: z
      .array(
        z.object({
          pool: z.string().describe('Actor types that are worked together'),
          shard: z.int(),
          of: z.int().describe('How many shards there are'),
          owner: z.string().nullable().describe('The process that holds it'),
          fence: z.int().describe('Grows each time the shard is taken'),
          since: at,
          expiresAt: at.nullable().describe('When others may take it, should its owner fall silent now'),
        }),
      )
      .describe('Empty where nothing is divided'),
  })
  .meta({ id: 'QueuesOverview' });
