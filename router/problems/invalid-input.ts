import type { z } from 'zod';
import { OrderlyError } from '../../runtime/index.ts';
import type { FieldError } from './problem.ts';

/** What a caller said breaks the schema of its input. */
export class InvalidInput extends OrderlyError {
  readonly issues: readonly FieldError[];
  constructor(issues: readonly FieldError[]) {
    const detail = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
    super('INVALID_INPUT', detail, 'never');
    this.issues = issues;
  }
}

/** @throws {InvalidInput} */
export function valid<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInput(result.error.issues.map(toField));
}

/** The failure of a zod schema, told by its shape: two copies of zod do not share a class. */
export function invalidInput(error: unknown): InvalidInput | undefined {
  if (!(error instanceof Error) || !('issues' in error) || !Array.isArray(error.issues)) return undefined;
  return new InvalidInput(error.issues.map(toField));
}

function toField({ path, message }: { path: readonly PropertyKey[]; message: string }): FieldError {
  return { path: path.map(String).join('.'), message };
}
