import { useEffect, useState } from 'react';

const WIDTHS = [86, 64, 92, 58, 78];

/** Lines where rows will be, after 200 ms. Never for a chart: that keeps the last one. */
export function Skeleton({ what, rows = 5 }: { what: string; rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" aria-busy="true">
      <span className="sr-only">Loading {what}</span>
      {late &&
        Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines that are all alike
          <div className="row" key={index} aria-hidden="true">
            <i />
            <i style={{ width: `${WIDTHS[index % WIDTHS.length]}%` }} />
            <i />
          </div>
        ))}
    </div>
  );
}
