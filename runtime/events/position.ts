/**
 * Where an event stands in commit order: the transaction that wrote it and its place in it. Written `<tx>-<pos>`, which is
 * also its id on the Redis Stream, so that Redis itself refuses to publish an event twice or out of order.
 */
export interface Position {
  tx: bigint;
  pos: bigint;
}

export const START: Position = { tx: 0n, pos: 0n };

export function parsePosition(id: string): Position {
  const [tx = '0', pos = '0'] = id.split('-');
  return { tx: BigInt(tx), pos: BigInt(pos) };
}

export function formatPosition({ tx, pos }: Position): string {
  return `${tx}-${pos}`;
}

export function isAfter(a: Position, b: Position): boolean {
  return a.tx === b.tx ? a.pos > b.pos : a.tx > b.tx;
}
