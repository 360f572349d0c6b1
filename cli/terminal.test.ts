import { describe, expect, it } from '@jest/globals';
import { facts, progress, type Terminal, table } from './terminal.ts';

describe('what the command line shows', () => {
  it('stands in columns as wide as they need, numbers on the right', () => {
    expect(
      table(
        ['NAME', 'COUNT'],
        [
          ['a', 5],
          ['longer', 1_234],
        ],
      ),
    ).toBe('NAME    COUNT\na           5\nlonger   1234');
  });

  it('leaves out facts that are not known', () => {
    expect(facts({ order: 'o', reason: undefined, total: 5 })).toBe('order  o\ntotal  5');
  });

  it('draws progress only where somebody looks on', () => {
    const drawn: string[] = [];
    const terminal = (isLive: boolean): Terminal => ({
      isLive,
      out: () => undefined,
      note: () => undefined,
      redraw: (line) => void drawn.push(line),
    });
    const quiet = progress(terminal(false), 'Redriving', 2);
    quiet.step();
    quiet.end();
    expect(drawn).toEqual([]);
    const live = progress(terminal(true), 'Redriving', 2);
    live.step();
    live.step();
    expect(drawn.at(-1)).toBe(`Redriving  [${'#'.repeat(24)}]  2 of 2`);
  });
});
