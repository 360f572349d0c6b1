import { z } from 'zod';
import { toMinorUnits } from '../machines/money.ts';

/** Money as people write it: decimals, exact. */
export const Price = z
  .number()
  .min(0)
  .max(10_000_000)
  .refine(isExact, 'has more than two decimal places')
  .meta({ examples: [999.99] });

function isExact(price: number): boolean {
  try {
    return Number.isFinite(toMinorUnits(price));
  } catch {
    return false;
  }
}
