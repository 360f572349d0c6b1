import { z } from 'zod';

/** An id that may stand in an actor's address and in a URL: letters, digits, dot, underscore, tilde, dash. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores, tildes or dashes');

/** ISO 3166 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters');

/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters');

/** Money in minor units (cents). */
export const minorUnits = z.int().min(0);

/** A duration in milliseconds; at most 30 days. */
export const milliseconds = z.int().min(1).max(2_592_000_000);
