const BARS = 8;
const HEIGHT = 16;

/** Failures of the last 24 hours, three hours a bar. */
export function Sparkline({ hours }: { hours: readonly number[] }) {
  const bars = Array.from({ length: BARS }, (_, index) => {
    const per = hours.length / BARS;
    return hours.slice(index * per, (index + 1) * per).reduce((sum, value) => sum + value, 0);
  });
  const most = Math.max(...bars, 1);
  return (
    <svg className="sparkline" width="56" height={HEIGHT} viewBox={`0 0 56 ${HEIGHT}`} aria-hidden="true">
      {bars.map((value, index) => {
        const height = value === 0 ? 1 : Math.max(2, Math.round((value / most) * (HEIGHT - 2)));
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <rect key={index} x={index * 7} y={HEIGHT - height} width="5" height={height} rx="1" />;
      })}
    </svg>
  );
}
