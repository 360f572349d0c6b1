import type { MeasureText } from '../label.ts';

/**
 * Thousandths of an em of the letters from the space to the tilde, in DejaVu Sans Condensed Bold: of the page's fonts the
 * one with the widest letters, so that what has room here has room in the others.
 */
const WIDTHS = [
  313, 410, 469, 754, 626, 901, 785, 275, 411, 411, 470, 754, 342, 374, 342, 329, 626, 626, 626, 626, 626, 626,
  626, 626, 626, 626, 360, 360, 754, 754, 754, 522, 900, 696, 686, 660, 747, 615, 615, 738, 753, 334, 334, 697,
  573, 896, 753, 765, 659, 765, 693, 648, 614, 730, 696, 993, 694, 651, 652, 411, 329, 411, 754, 450, 450, 607,
  644, 533, 644, 610, 391, 644, 641, 308, 308, 598, 308, 938, 641, 618, 644, 644, 444, 536, 430, 641, 586, 831,
  580, 586, 523, 641, 329, 641, 754,
];
const FIRST = ' '.charCodeAt(0);
/** Of a letter that is not in the list, such as the three dots of a cut word. */
const OTHER = 1_000;
const PX = { pill: 11, state: 12 };

/** Without a browser: what the words of a chart need at most. */
export const measureWide: MeasureText = (text, font) => {
  const thousandths = [...text].reduce((sum, letter) => sum + (WIDTHS[letter.charCodeAt(0) - FIRST] ?? OTHER), 0);
  return (thousandths / 1_000) * PX[font];
};
