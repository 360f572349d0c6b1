import type { OrderRow } from '../api/types.ts';
import type { StepMark } from './path-strip.tsx';

const MARKS = { done: 'done', undone: 'undone', notReached: 'not-reached', toCome: 'to-come' } as const;

/** The main steps of an order's saga, as its path strip shows them. */
export function stepsOf({
  path,
  standing,
}: Pick<OrderRow, 'path' | 'standing'>): { name: string; mark: StepMark }[] {
  return Object.entries(path).map(([name, cell]) => ({ name, mark: cell === 'now' ? standing : MARKS[cell] }));
}
