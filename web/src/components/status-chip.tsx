import type { ReactNode } from 'react';
import { Glyph } from './icon.tsx';
import type { GlyphName } from './sprite.tsx';

/** The states that have a colour and a shape. `partial` is a signal that ended without all answers. */
export type State = GlyphName;

export const STATE_WORDS: Readonly<Record<State, string>> = {
  pending: 'Pending',
  confirmed: 'Confirmed',
  cancelled: 'Cancelled',
  compensating: 'Compensating',
  stuck: 'Stuck',
  partial: 'Partial',
};

/** A state as a word on its tint; the words default to the state's own. */
export function StatusChip({ state, children }: { state: State; children?: ReactNode }) {
  return (
    <span className={`status is-${state}`}>
      <Glyph name={state} />
      <span>{children ?? STATE_WORDS[state]}</span>
    </span>
  );
}

/** A state as its shape only, before a name in a table; `words` say it to those who do not see it. */
export function StatusGlyph({ state, words }: { state: State; words?: string }) {
  return (
    <span className={`glyph-cell is-${state === 'partial' ? 'compensating' : state}`}>
      <Glyph name={state} />
      <span className="sr-only">{words ?? STATE_WORDS[state]}</span>
    </span>
  );
}
