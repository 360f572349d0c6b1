import { describe, expect, it } from '@jest/globals';
import { chartOf, saga } from './testing.ts';
import { ancestorsOf, branchesOf, branchTaken, isCompensation, START, viewOf } from './view.ts';

const twoStyles = chartOf(
  '?starting dance dance.forward dance.forward.a dance.forward.b ~dance.backward dance.backward.c step confirmed! ~cancelled!',
  'starting',
  'starting>dance:always [isDance]',
  'starting>step:always',
  'dance.forward.a>dance.forward.b:Next',
  'dance.forward>confirmed:Done',
  'dance.forward.b>dance.backward:Cancel',
  'dance.backward>cancelled:Undone',
  'step>confirmed:Done',
);
const lines = (view: ReturnType<typeof viewOf>) => view.edges.map(({ id }) => id);

describe('the view of a chart', () => {
  it('joins the transitions between the same states in one line, in declared order', () => {
    const view = viewOf(chartOf('a b!', 'a', 'a>b:One', 'a>b:after x', 'a>a:after y', 'a>:Stay'));
    expect(view.edges.map(({ id, transitions }) => [id, transitions.map(({ event }) => event).join()])).toEqual([
      [START, ''],
      ['a→b', 'One,after x'],
      ['a→a', 'after y,Stay'],
    ]);
  });

  it('leaves out what stays and does nothing, and keeps what holds for every state apart', () => {
    const chart = chartOf('a b!', 'a', 'a>b:Go', 'a>:Ignored', '>b:Stop');
    const ignored = chart.transitions.find(({ event }) => event === 'Ignored');
    ignored?.actions.splice(0);
    const view = viewOf(chart);
    expect([lines(view), view.anywhere.map(({ event }) => event)]).toEqual([[START, 'a→b'], ['Stop']]);
  });

  it('of a machine that begins with a choice of ways is one per way', () => {
    const [dance, direct] = branchesOf(twoStyles);
    expect([dance?.name, direct?.name]).toEqual(['dance', 'order']);
    expect(branchTaken(twoStyles, [START, 'starting/always/1'])).toEqual(direct);
    const view = viewOf(twoStyles, direct);
    expect(view.nodes.map(({ id }) => id)).toEqual(['step', 'confirmed']);
    expect([lines(view), view.startsWith]).toEqual([
      [START, 'step→confirmed'],
      [START, 'starting/always/1'],
    ]);
  });

  it('does not draw the frame around a whole way, and ends lines at the state that is entered', () => {
    const view = viewOf(twoStyles, branchesOf(twoStyles)[0]);
    expect(view.nodes.find(({ id }) => id === 'dance.forward')?.parent).toBe('');
    expect(view.nodes.some(({ id }) => id === 'dance')).toBe(false);
    expect(view.edges[0]?.target).toBe('dance.forward.a');
    expect(lines(view)).toContain('dance.forward.b→dance.backward.c');
  });

  it('has no ways where a choice leads to the same states sooner or later', () => {
    const chart = chartOf(
      '?asked charging declined',
      'asked',
      'asked>charging:always [x]',
      'asked>declined:always',
      'charging>declined:No',
    );
    expect([branchesOf(chart), branchesOf(saga)]).toEqual([[], []]);
  });

  it('knows what undoes, inside a compensation too', () => {
    expect([isCompensation(twoStyles, 'dance.backward.c'), isCompensation(twoStyles, 'step')]).toEqual([
      true,
      false,
    ]);
    expect(ancestorsOf('a.b.c')).toEqual(['a.b', 'a']);
  });
});
