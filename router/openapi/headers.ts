import { z } from 'zod';

const IdempotencyKey = z
  .string()
  .describe(
    '1 to 200 visible characters, best a UUID of version 7. The same key with the same body repeats nothing and gives the same answer.',
  );

const Prefer = z
  .string()
  .describe('`wait=N`: answer when the order has ended, after N seconds (at most 60) at the latest.')
  .meta({ examples: ['wait=5'] });

export const OnceHeaders = z.object({ 'Idempotency-Key': IdempotencyKey.optional() });
export const WaitHeaders = z.object({ Prefer: Prefer.optional() });
export const PlaceHeaders = OnceHeaders.extend(WaitHeaders.shape);

export const CreatedHeaders = z.object({ Location: z.string().describe('Its address') });

const PreferenceApplied = z.string().describe('`wait=N` where the server waited');

export const WaitedHeaders = z.object({ 'Preference-Applied': PreferenceApplied.optional() });
export const PlacedHeaders = WaitedHeaders.extend({ Location: z.string().describe('The address of the order') });
