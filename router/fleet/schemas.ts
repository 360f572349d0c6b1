import { z } from 'zod';
import { Fix, StuckRule } from '../actors/replay-schemas.ts';
import { StateStanding } from '../machines/schemas.ts';

const at = z.iso.datetime();

export const FleetList = z.object({
  countedAt: at,
  machines: z.array(
    z.object({
      type: z.string(),
      machineId: z.string(),
      version: z.int(),
      current: z.boolean().describe('Whether new actors start on this version'),
      running: z.int(),
      stuck: z.int(),
      ended24h: z.int(),
    }),
  ),
});

export const FleetOfInput = z.object({
  type: z.string().min(1).max(100),
  version: z.coerce.number<number>().int().min(1).optional().describe('Default: the registered one'),
});

export const Fleet = z.object({
  type: z.string(),
  version: z.int(),
  countedAt: at,
  running: z.int(),
  states: z.array(
    z.object({
      state: z.string().describe('Leaves joined by a comma, as actors store it'),
      leaves: z.array(z.string()),
      standing: StateStanding,
      count: z.int(),
      p50AgeMs: z.number().nullable().describe('Since the last turn of the actors in it'),
      p95AgeMs: z.number().nullable(),
      oldestAgeMs: z.number().nullable(),
      usualP50Ms: z.number().nullable().describe('From entering to leaving, of stays that ended lately'),
      usualP95Ms: z.number().nullable(),
      inPerMinute: z.number(),
      stuck: z.int(),
    }),
  ),
  ends: z.array(z.object({ state: z.string(), standing: StateStanding, last24h: z.int() })),
  rates: z.array(z.object({ id: z.string(), perMinute: z.number() })).describe('By transition id of the chart'),
  ratesOverMinutes: z.number(),
  stuck: z
    .array(
      z.object({
        cause: z.string(),
        rule: StuckRule,
        count: z.int(),
        oldest: at,
        states: z.array(z.string()),
        fix: Fix,
        actors: z.array(
          z.object({ id: z.string(), state: z.string(), since: at, deadLetterId: z.string().nullable() }),
        ),
      }),
    )
    .describe('By cause, oldest first'),
});
