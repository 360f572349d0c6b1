import { useKeys } from '../../app/keys.ts';
import { Button } from '../../components/button.tsx';
import { count } from '../../words/amount.ts';

interface LetterStepsProps {
  /** Counted from 0. */
  at: number;
  of: number;
  /** 1: the next one, -1: the one before. */
  onStep(by: number): void;
}

/** Which letter of a group it is, and the way to its neighbours. */
export function LetterSteps({ at, of, onStep }: LetterStepsProps) {
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next letter', run: () => onStep(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous letter', run: () => onStep(-1) },
  ]);
  return (
    <div className="row between">
      <span className="strong">
        Letter {count(at + 1)} of {count(of)}
      </span>
      <span className="row letter-steps">
        <Button
          kind="quiet"
          small
          icon="previous"
          label="Previous letter"
          disabled={at === 0}
          onClick={() => onStep(-1)}
        />
        <Button
          kind="quiet"
          small
          icon="next"
          label="Next letter"
          disabled={at === of - 1}
          onClick={() => onStep(1)}
        />
      </span>
    </div>
  );
}
