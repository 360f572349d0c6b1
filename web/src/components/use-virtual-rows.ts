import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Up to here all rows are drawn. */
const FEW = 100;

export interface VirtualRows {
  /** The rows to draw. */
  from: number;
  to: number;
  /** Room for those before and after, px. */
  before: number;
  after: number;
  /** The first and the last row that can be seen; of few rows all. */
  seen: readonly [number, number];
  scrollTo(index: number): void;
}

/** The rows of a long table that are near the window; the page's `main` scrolls. @param height of a row, px */
export function useVirtualRows(count: number, height: number, body: RefObject<HTMLElement | null>): VirtualRows {
  const [margin, setMargin] = useState(0);
  const scroller = () => document.getElementById('main');
  useLayoutEffect(() => {
    const main = scroller();
    if (!body.current || !main) return;
    const top = body.current.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  const isLong = count > FEW;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: scroller,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: margin,
    enabled: isLong,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const scrollTo = (index: number) => {
    if (isLong) virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  if (!isLong || !first || !last)
    return {
      from: 0,
      to: Math.min(count, FEW),
      before: 0,
      after: 0,
      seen: [0, Math.min(count, FEW) - 1],
      scrollTo,
    };
  const { startIndex, endIndex } = virtualizer.range ?? { startIndex: first.index, endIndex: last.index };
  return {
    from: first.index,
    to: last.index + 1,
    before: first.start - margin,
    after: virtualizer.getTotalSize() - (last.end - margin),
    seen: [startIndex, endIndex],
    scrollTo,
  };
}
