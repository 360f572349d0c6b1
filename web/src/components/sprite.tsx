import { GLYPHS } from './glyph-shapes.tsx';
import { ICONS } from './icon-shapes.tsx';

export type IconName = keyof typeof ICONS;
export type GlyphName = keyof typeof GLYPHS;

/** The one sprite of the page; {@link Icon} and {@link Glyph} refer to it. */
export function Sprite() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        {Object.entries(ICONS).map(([name, shape]) => (
          <symbol key={name} id={`icon-${name}`} viewBox="0 0 16 16">
            {shape}
          </symbol>
        ))}
        {Object.entries(GLYPHS).map(([name, shape]) => (
          <symbol key={name} id={`glyph-${name}`} viewBox="0 0 14 14">
            {shape}
          </symbol>
        ))}
      </defs>
    </svg>
  );
}
