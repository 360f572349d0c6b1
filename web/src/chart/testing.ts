import type { ActorNow, Chart, Turn } from '../api/types.ts';

type Transition = Chart['transitions'][number];
type Node = Chart['nodes'][number];

/** `a>b:Event [guard]`; `a>:Event` stays, `a>a:after x` is a timer. */
export function transition(text: string, order = 0): Transition {
  const match = /^([\w.]*)>([\w.]*):([^[]+?)(?: \[(\w+)\])?$/.exec(text);
  if (!match) throw new Error(`not a transition: ${text}`);
  const [, source = '', target = '', event = '', guard] = match;
  const isTimer = event.startsWith('after ');
  return {
    id: `${source}/${event}/${order}`,
    source,
    targets: target ? [target] : [],
    kind: event === 'always' ? 'always' : isTimer ? 'after' : 'event',
    event,
    eventType: isTimer ? `xstate.${event}.${source}` : event,
    guard: guard ?? null,
    delayMs: null,
    delayName: isTimer ? event.slice('after '.length) : null,
    reenter: source === target,
    actions: target ? [] : ['act'],
    order,
  };
}

/** A chart from its leaves (`confirmed!` is an end, `~refunding` undoes, `?choice` chooses, `a.b` is inside) and transitions. */
export function chartOf(states: string, start: string, ...transitions: string[]): Chart {
  const nodes = states.split(' ').map((text, order): Node => {
    const id = text.replace(/[!~?+]/g, '');
    const inside = states.split(' ').some((each) => each.replace(/[!~?+]/g, '').startsWith(`${id}.`));
    const first = states
      .split(' ')
      .map((each) => each.replace(/[!~?+]/g, ''))
      .find((each) => each.startsWith(`${id}.`));
    return {
      id,
      name: id.slice(id.lastIndexOf('.') + 1),
      parent: id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : '',
      kind: text.includes('!')
        ? 'final'
        : text.includes('?')
          ? 'choice'
          : text.includes('+')
            ? 'parallel'
            : inside
              ? 'compound'
              : 'atomic',
      initial: first ?? null,
      tags: text.includes('~') ? ['compensation'] : [],
      standing: 'pending',
      description: null,
      invokes: [],
      order,
    };
  });
  return {
    type: 'order',
    machineId: 'order',
    version: 1,
    hash: 'h',
    start: { id: 'start', events: ['Place'], target: start },
    nodes,
    transitions: transitions.map(transition),
  };
}

/** A small saga: reserve, charge, then the end; or undone. */
export const saga = chartOf(
  'reserving charging confirmed! ~refunding ~releasing ~cancelled!',
  'reserving',
  'reserving>charging:StockReserved',
  'reserving>cancelled:StockRejected',
  'charging>confirmed:PaymentCharged',
  'charging>releasing:PaymentDeclined',
  'charging>refunding:after stepTimeout',
  'refunding>releasing:PaymentRefunded',
  'refunding>refunding:after retry',
  'releasing>cancelled:StockReleased',
);

/** A turn that ended in a state, so many seconds after the beginning. */
export function turn(
  version: number,
  seconds: number,
  after: string,
  fired: string[],
  effects: unknown[] = [],
): Turn {
  const states = {
    before: [],
    after: [after],
    standing: 'pending',
    fired,
    context: {},
    status: 'active',
    effects,
  };
  const at = new Date(seconds * 1_000).toISOString();
  const message = { id: `m${version}`, type: 'M', label: 'M', kind: 'message', payload: {}, from: null };
  return { version, at, message, outcome: 'accepted', states } as unknown as Turn;
}

export const nobody = { stuck: null, usual: [], timers: [], waiting: [], since: null } as unknown as ActorNow;
