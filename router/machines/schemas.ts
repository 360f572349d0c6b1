import { z } from 'zod';

/** What an actor is that rests in a state; `stuck` is never a matter of the state alone. */
export const StateStanding = z.enum(['pending', 'confirmed', 'cancelled', 'compensating']);
/** How an actor stands now: `stuck` wins over the others. */
export const Standing = z.enum(['pending', 'confirmed', 'cancelled', 'compensating', 'stuck']);
export type Standing = z.infer<typeof Standing>;

export const RegisteredActor = z
  .object({
    kind: z.enum(['machine', 'handler']),
    type: z.string(),
    machineId: z.string().nullable(),
    version: z.int().nullable(),
    versions: z.array(z.int()).describe('All that can be looked into, the registered one among them'),
    hash: z.string().nullable().describe('The same machine gives the same in every process'),
    messages: z.array(z.string()),
    starts: z.array(z.string()).describe('The messages that create such an actor'),
    events: z.array(z.string()),
    activities: z.array(z.string()),
  })
  .meta({ id: 'RegisteredActor' });

export const ChartNode = z
  .object({
    id: z.string().describe('Its path: `choreography.forward.chargingPayment`; empty for the root'),
    name: z.string(),
    parent: z.string().nullable(),
    kind: z.enum(['atomic', 'compound', 'parallel', 'final', 'history', 'deepHistory', 'choice']),
    initial: z.string().nullable(),
    tags: z.array(z.string()),
    standing: StateStanding,
    description: z.string().nullable(),
    invokes: z.array(z.object({ id: z.string(), src: z.string() })),
    order: z.int(),
  })
  .meta({ id: 'ChartNode' });

export const ChartTransition = z
  .object({
    id: z.string().describe('`chargingPayment/PaymentCharged/0`'),
    source: z.string(),
    targets: z.array(z.string()).describe('Empty: it only runs actions'),
    kind: z.enum(['event', 'after', 'always', 'done', 'error']),
    event: z.string().describe('For people: `PaymentCharged`, `after stepTimeout`, `charge done`, `always`'),
    eventType: z.string().describe('As XState has it; a timer of an actor carries the same'),
    guard: z.string().nullable(),
    delayMs: z.number().nullable().describe('Of `after`, where the chart alone says it'),
    delayName: z.string().nullable(),
    reenter: z.boolean(),
    actions: z.array(z.string()),
    order: z.int(),
  })
  .meta({ id: 'ChartTransition' });

export const Chart = z
  .object({
    type: z.string(),
    machineId: z.string(),
    version: z.int(),
    hash: z.string(),
    start: z
      .object({ id: z.literal('start'), events: z.array(z.string()), target: z.string() })
      .describe('The transition into the machine; the first turn fires it'),
    nodes: z.array(ChartNode),
    transitions: z.array(ChartTransition),
  })
  .meta({ id: 'Chart' });
export type Chart = z.infer<typeof Chart>;

export const MachineType = z.object({ type: z.string().min(1).max(100) });
export const MachineChart = MachineType.extend({
  version: z.coerce.number<number>().int().min(1).optional().describe('Default: the registered one'),
});
