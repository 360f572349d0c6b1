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
      entered: z.int().describe('How many entered it within `ratesOverMinutes`'),
      stuck: z.int(),
    }),
  ),
  ends: z
    .array(z.object({ state: z.string(), standing: StateStanding, last24h: z.int(), lastHour: z.int() }))
    .describe('Exact'),
  rates: z
    .array(z.object({ id: z.string(), perMinute: z.number(), taken: z.int() }))
    .describe('By transition id of the chart; `taken` is within `ratesOverMinutes`'),
  ratesOverMinutes: z.number().describe('60, or less where an hour is too much to read'),
  ratesFromOneOf: z.int().describe('They are taken from one of so many actors; 1: exact'),
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

export const FleetActorsInput = FleetOfInput.extend({
  state: z.string().min(1).max(500).optional().describe('Of the chart: a leaf, or a state around leaves'),
  transitions: z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(20)
    .optional()
    .describe('Their ids in the chart: who took one of them within the last hour'),
  cursor: z
    .string()
    .regex(/^\(\d{1,10},\d{1,5}\)$/, 'is not the `next` of a page')
    .nullish(),
  limit: z.coerce.number<number>().int().min(1).max(200).default(50),
});

export const FleetActors = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      standing: StateStanding,
      version: z.int().describe('Turns taken'),
      movedAt: at.describe('When it took its last turn'),
    }),
  ),
  next: z.string().nullable().describe('`cursor` of the next page; null: these are all'),
  fromOneOf: z.int().nullable().describe('Of a transition: they are from one of so many actors that moved lately'),
});
