import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Play } from '../testing/play.ts';
import { signalEvents, signalMessages } from './messages.ts';
import { signalMachine } from './signal.machine.ts';

const processors = ['processor-1', 'processor-2', 'processor-3'];

function submit(terms: object = {}): Play {
  return new Play(signalMachine, {
    id: 's-1',
    ...signalMessages.SubmitSignal.parse({ value: 10, processors, ...terms }),
  });
}

const result = (processor: string, value: number) => ({ type: 'SignalProcessed', processor, value });

describe('a signal', () => {
  it('is given to every processor, and waits for the configured time', () => {
    const signal = submit({ timeoutMs: 700 });
    expect(signal.last.sent).toEqual(
      processors.map((processor) => ({
        to: `${processor}/s-1`,
        message: { type: 'ProcessSignal', processor, value: 10 },
      })),
    );
    expect(signal.last.emitted).toEqual([{ type: 'SignalReceived', value: 10, processors }]);
    expect(signal.delays).toEqual([700]);
  });

  it('waits 30 seconds unless told otherwise', () => {
    expect(submit().delays).toEqual([30_000]);
  });

  it('is complete with the results in the order of the processors, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(processors, { minLength: 3 }), (order) => {
        const signal = submit();
        for (const processor of order) signal.on(result(processor, Number(processor.slice(-1)) * 10));
        expect(signal.last.emitted.at(-1)).toEqual({
          type: 'SignalCompleted',
          value: 10,
          partial: false,
          results: processors.map((processor, index) => ({ processor, value: (index + 1) * 10 })),
          missing: [],
        });
        expect(signal.final).toBe(true);
      }),
    );
  });

  it('is completed in part at its timeout, whoever is missing; a late answer changes nothing', () => {
    fc.assert(
      fc.property(fc.subarray(processors, { maxLength: 2 }), (answering) => {
        const signal = submit();
        for (const processor of answering) signal.on(result(processor, 1));
        signal.timeout();
        const absent = processors.filter((processor) => !answering.includes(processor));
        const completed = signal.last.emitted[0];
        expect(completed).toMatchObject({
          type: 'SignalCompleted',
          partial: true,
          missing: absent,
          results: answering.map((processor) => ({ processor, value: 1 })),
        });
        const { answers } = signal.context;
        for (const processor of absent) {
          signal.on(result(processor, 2));
          expect(signal.last.emitted).toEqual([{ type: 'LateResultRecorded', processor, value: 2 }]);
          expect(signal.context.answers).toEqual(answers);
        }
        expect(signal.final).toBe(true);
      }),
    );
  });

  it('says only what its events declare', () => {
    const signal = submit();
    const told = [...signal.last.emitted];
    signal.on(result('processor-1', 10));
    told.push(...signal.last.emitted);
    signal.timeout();
    told.push(...signal.last.emitted);
    signal.on(result('processor-2', 20));
    told.push(...signal.last.emitted);
    expect(told.map(({ type }) => type)).toEqual(Object.keys(signalEvents));
    for (const { type, ...payload } of told)
      expect(signalEvents[type as keyof typeof signalEvents].parse(payload)).toEqual(payload);
  });
});
