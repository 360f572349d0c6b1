import type { GlyphName, IconName } from './sprite.tsx';

/** A line icon beside words; what it means is said by the words, so it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  );
}

/** The shape of a state. */
export function Glyph({ name }: { name: GlyphName }) {
  return (
    <svg className="glyph" aria-hidden="true">
      <use href={`#glyph-${name}`} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <rect x="1" y="1" width="7" height="7" rx="2" fill="currentColor" />
      <rect x="10.5" y="10.5" width="6" height="6" rx="1.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 4.5h3.5a2 2 0 0 1 2 2v4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
