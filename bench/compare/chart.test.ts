import { describe, expect, test } from '@jest/globals';
import { barChart } from './chart.ts';

describe('the chart', () => {
  test('the longest bar takes the whole width, half as much half of it', () => {
    const bar = { group: 'g', ours: true, note: '' };
    const svg = barChart('Sagas', [
      { ...bar, label: 'a', value: 100 },
      { ...bar, label: 'b', value: 50 },
    ]);
    const widths = [...svg.matchAll(/<rect class="ours"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths[0]).toBe((widths[1] as number) * 2);
  });

  test('names cannot break out of it', () => {
    const svg = barChart('a < b & "c"', [{ group: '<g>', label: '&', value: 1, note: '>', ours: false }]);
    expect(svg).not.toMatch(/<g>|a < b/);
    expect(svg).toContain('a &#60; b &#38; &#34;c&#34;');
  });
});
