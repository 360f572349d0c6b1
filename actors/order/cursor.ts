import { OrderlyError } from '../../runtime/index.ts';

/** The cursor was not made by this list. */
export class InvalidCursor extends OrderlyError {
  constructor(cursor: string) {
    super('INVALID_CURSOR', `"${cursor}" is not a cursor of this list; start without one`, 'never');
  }
}

/** The last row of a page: microseconds since the epoch (a Date would lose digits), then the order's id. */
export type Position = readonly [placedAt: string, orderId: string];

/** Above everything: where a list that runs downwards starts. */
const top: Position = ['99999999999999999', ''];

export function encode(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws `InvalidCursor`. */
export function decode(cursor: string | undefined): Position {
  if (cursor === undefined) return top;
  const parts = parse(cursor);
  if (!Array.isArray(parts) || !/^\d{1,17}$/.test(String(parts[0])) || typeof parts[1] !== 'string')
    throw new InvalidCursor(cursor);
  return [String(parts[0]), parts[1]];
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
