import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Play } from '../testing/play.ts';
import { to } from '../to.ts';
import { type Gathered, scatterGather } from './scatter-gather.ts';

interface Poll {
  people: string[];
  quorum?: number;
}

interface Vote {
  type: 'Voted';
  who: string;
  points: number;
  [field: string]: unknown;
}

const poll = scatterGather<Poll, number, Vote>({
  id: 'poll',
  targets: ({ people }) => people,
  ask: (who, { id }) => ({ to: to('person', who), message: { type: 'AskVote', poll: id } }),
  answer: 'Voted',
  collect: ({ who, points }) => ({ from: who, answer: points }),
  enough: ({ answers, input: { quorum } }) => quorum !== undefined && Object.keys(answers).length >= quorum,
  deadlineMs: () => 5_000,
  lateMs: () => 60_000,
  tell: ({ id, answers }) => [{ to: to('board', 'b-1'), message: { type: 'PollEnded', poll: id, answers } }],
  events: {
    asked: ({ targets }) => ({ type: 'Asked', targets }),
    answered: (who, points) => ({ type: 'Answered', who, points }),
    decided: ({ answers }) => ({ type: 'Decided', answers }),
    late: (who, points) => ({ type: 'Late', who, points }),
  },
});

const start = (people: string[], quorum?: number) => new Play(poll, { id: 'p-1', people, quorum });
const vote = (who: string, points = 1) => ({ type: 'Voted', who, points });
const known = (play: Play) => play.context as unknown as Gathered<Poll, number>;
const types = (play: Play) => play.last.emitted.map(({ type }) => type).join(' ');

describe('scatter-gather', () => {
  it('asks all at once, each once, and sets the deadline', () => {
    const play = start(['ann', 'bob', 'ann']);
    expect(play.last.sent).toEqual([
      { to: 'person/ann', message: { type: 'AskVote', poll: 'p-1' } },
      { to: 'person/bob', message: { type: 'AskVote', poll: 'p-1' } },
    ]);
    expect([play.state, play.delays, types(play)]).toEqual(['gathering', [5_000], 'Asked']);
  });

  it('decides and ends when all have answered', () => {
    const play = start(['ann', 'bob']);
    play.on(vote('bob', 2));
    expect([play.state, types(play)]).toEqual(['gathering', 'Answered']);
    play.on(vote('ann', 3));
    expect([play.state, types(play), play.final]).toEqual(['closed', 'Answered Decided', true]);
    expect(play.last.sent).toEqual([
      { to: 'board/b-1', message: { type: 'PollEnded', poll: 'p-1', answers: { ann: 3, bob: 2 } } },
    ]);
  });

  it('decides at the deadline with what is there, and takes in what comes later', () => {
    const play = start(['ann', 'bob', 'cid']);
    play.on(vote('bob'));
    play.timeout();
    expect([play.state, types(play), known(play).answers]).toEqual(['decided', 'Decided', { bob: 1 }]);
    play.on(vote('ann', 7));
    expect([play.state, types(play)]).toEqual(['decided', 'Late']);
    expect(known(play)).toMatchObject({ answers: { bob: 1 }, late: { ann: 7 } });
    play.on(vote('cid'));
    expect([play.state, play.final]).toEqual(['closed', true]);
  });

  it('decides at the deadline even if nobody answered', () => {
    const play = start(['ann']);
    play.timeout();
    expect([play.state, known(play).answers]).toEqual(['decided', {}]);
  });

  it('decides as soon as it has enough; the others are late then', () => {
    const play = start(['ann', 'bob', 'cid'], 2);
    play.on(vote('ann'));
    play.on(vote('cid'));
    expect([play.state, types(play)]).toEqual(['decided', 'Answered Decided']);
    play.on(vote('bob'));
    expect([play.state, types(play)]).toEqual(['closed', 'Late']);
  });

  it('stops waiting for late answers', () => {
    const play = start(['ann']);
    play.timeout();
    expect(play.delays).toEqual([60_000]);
    play.timeout();
    expect([play.state, play.final]).toEqual(['closed', true]);
  });

  it('has decided before it began where there is nobody to ask', () => {
    expect([start([]).state, types(start([]))]).toEqual(['closed', 'Asked Decided']);
  });

  it.each(['dan', '__proto__', 'constructor', 'toString'])('takes no answer from %s, who was not asked', (who) => {
    const play = start(['ann']);
    play.on(vote(who));
    expect([play.state, types(play), known(play).answers]).toEqual(['gathering', '', {}]);
  });

  it('counts an answer once, before and after the decision', () => {
    const play = start(['ann', 'bob', 'cid']);
    play.on(vote('ann', 1));
    play.on(vote('ann', 9));
    expect([types(play), known(play).answers]).toEqual(['', { ann: 1 }]);
    play.timeout();
    play.on(vote('ann', 9));
    play.on(vote('bob', 2));
    play.on(vote('bob', 9));
    expect(known(play)).toMatchObject({ answers: { ann: 1 }, late: { bob: 2 } });
  });

  it('does the same, whatever comes in whatever order and however often', () => {
    const people = ['ann', 'bob', 'cid', 'dan'];
    const step = fc.oneof(
      fc.record({ who: fc.constantFrom(...people, 'eve'), points: fc.integer() }),
      fc.constant('deadline' as const),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 20 }),
        fc.option(fc.integer({ min: 1, max: 4 })),
        (steps, quorum) => {
          const play = start(people, quorum ?? undefined);
          const counted = new Map<string, number>();
          const late = new Map<string, number>();
          const told = [...play.last.emitted];
          let decided = false;
          for (const what of steps) {
            if (play.final) break;
            if (what === 'deadline') {
              if (decided) continue;
              play.timeout();
              decided = true;
            } else {
              play.on(vote(what.who, what.points));
              const isNew = people.includes(what.who) && !counted.has(what.who) && !late.has(what.who);
              if (isNew) (decided ? late : counted).set(what.who, what.points);
              decided ||= counted.size === 4 || counted.size >= (quorum ?? 5);
            }
            told.push(...play.last.emitted);
          }
          expect(known(play)).toMatchObject({
            answers: Object.fromEntries(counted),
            late: Object.fromEntries(late),
          });
          const heard = counted.size + late.size;
          expect(play.state).toBe(!decided ? 'gathering' : heard === 4 ? 'closed' : 'decided');
          const count = (type: string) => told.filter((event) => event.type === type).length;
          expect([count('Asked'), count('Answered'), count('Decided'), count('Late')]).toEqual([
            1,
            counted.size,
            decided ? 1 : 0,
            late.size,
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
