import type { ReactNode } from 'react';
import type { IconName } from '../components/sprite.tsx';
import type { State } from '../components/status-chip.tsx';

/** One line of the palette: something to open or to do. */
export interface Option {
  id: string;
  /** A state's shape, else an icon. */
  state?: State;
  icon?: IconName;
  words: ReactNode;
  /** Weaker, after the words. */
  about?: string;
  /** At the right end: keys, a time, a state. */
  keys?: readonly string[];
  end?: ReactNode;
  run(): void;
}

export interface Group {
  title: string;
  options: readonly Option[];
}

/** Whether every word of the query begins a word of the text. */
export function fits(text: string, query: string): boolean {
  const words = text.toLowerCase().split(/[\s,/_.-]+/);
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}
