/** What is lost on a page: text that is cut off, text over text, a page that scrolls sideways. */
import type { Page } from 'playwright-core';

/**
 * Runs in the page. Text in drawings has tests of its own; what floats or sticks lies over the rest on purpose, and what
 * ends in an ellipsis is cut on purpose.
 */
const FAULTS = `(() => {
  const TOLERANCE = 1.5;
  const LINES_TOUCH = 4;
  const faults = new Set();
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth)
    faults.add('the page scrolls sideways: ' + page.scrollWidth + ' in ' + page.clientWidth + ' px');
  const above = (element) => {
    const all = [];
    for (let each = element; each && each !== document.body; each = each.parentElement) all.push(each);
    return all;
  };
  const look = new Map();
  const lookOf = (element) => {
    if (!look.has(element)) look.set(element, getComputedStyle(element));
    return look.get(element);
  };
  const words = ({ element, text }) => JSON.stringify(text.slice(0, 40)) + ' in ' + (element.className || element.tagName);
  const shown = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const element = node.parentElement;
    const text = node.data.trim();
    if (!text || !element.checkVisibility({ visibilityProperty: true }) || element.closest('svg, .sr-only, .skip, option, [aria-hidden=true]')) continue;
    const chain = above(element);
    if (chain.some((each) => ['fixed', 'sticky'].includes(lookOf(each).position))) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      let { left, right, top, bottom } = box;
      let isFree = false;
      for (const each of chain) {
        const { overflowX, overflowY, textOverflow, display } = lookOf(each);
        if (display === 'inline' || (overflowX === 'visible' && overflowY === 'visible')) continue;
        const frame = each.getBoundingClientRect();
        const isCut = right > frame.right + TOLERANCE || left < frame.left - TOLERANCE;
        if (/auto|scroll/.test(overflowX + overflowY) || textOverflow === 'ellipsis') isFree = true;
        if (isCut && !isFree && overflowX !== 'visible')
          faults.add('cut off: ' + words({ element, text }));
        [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
        [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
      }
      if (right - left > 1 && bottom - top > 1) shown.push({ node, element, text, left, right, top, bottom });
    }
  }
  shown.sort((a, b) => a.top - b.top);
  shown.forEach((a, index) => {
    for (let next = index + 1; next < shown.length && shown[next].top < a.bottom; next += 1) {
      const b = shown[next];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (a.node !== b.node && wide > TOLERANCE && high > LINES_TOUCH) faults.add(words(a) + ' lies over ' + words(b));
    }
  });
  return [...faults];
})()`;

export async function faultsOf(page: Page): Promise<string[]> {
  return (await page.evaluate(FAULTS)) as string[];
}

/** Before the page's own script: all its text is this share wider, as a wider font would have it. */
export function widerText(share: number): string {
  const MEAN_WIDTH_EM = 0.5;
  return `(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*:not(svg *) { letter-spacing: ${share * MEAN_WIDTH_EM}em !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  })()`;
}
