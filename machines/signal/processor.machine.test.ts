import { describe, expect, it } from '@jest/globals';
import { Play } from '../testing/play.ts';
import { processorMachine } from './processor.machine.ts';

const start = () => new Play(processorMachine, { id: 's-1', processor: 'processor-2', value: 10 });

describe('a processor', () => {
  it('works, then answers the signal', () => {
    const processor = start();
    expect(processor.last.invoked).toEqual([{ src: 'work', input: { processor: 'processor-2', value: 10 } }]);
    processor.answer('work', { outcome: 'done', value: 20 });
    expect(processor.last.sent).toEqual([
      { to: 'signal/s-1', message: { type: 'SignalProcessed', processor: 'processor-2', value: 20 } },
    ]);
    expect([processor.state, processor.final]).toEqual(['answered', true]);
  });

  it.each([
    { outcome: 'unknown', reason: 'every attempt failed' },
    { outcome: 'refused', code: 'no', reason: 'not today' },
  ])('that fails for good does not answer: $outcome', (outcome) => {
    const processor = start();
    processor.answer('work', outcome);
    expect([processor.state, processor.final, processor.last.sent]).toEqual(['gaveUp', true, []]);
  });

  it('does not answer when its work throws', () => {
    const processor = start();
    processor.fail('work', new Error('broken'));
    expect([processor.state, processor.last.sent]).toEqual(['gaveUp', []]);
  });
});
