import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Labelled } from '../../components/labelled.tsx';
import { type Days, isDay, lengthOf } from './days.ts';

const LONGEST = 366;

/** Asks for the first and the last day. */
export function RangeDialog({
  days,
  latest,
  onChoose,
  onClose,
}: {
  days: Days;
  latest: string;
  onChoose(days: Days): void;
  onClose(): void;
}) {
  const [from, setFrom] = useState(days.from);
  const [to, setTo] = useState(days.to);
  const refused = whyNot({ from, to });
  return (
    <Dialog
      title="Range"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button kind="primary" disabledBecause={refused} onClick={() => onChoose({ from, to })}>
            Show
          </Button>
        </>
      }
    >
      <div className="section range-fields">
        <Labelled label="From">
          <input
            className="input"
            type="date"
            max={latest}
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        </Labelled>
        <Labelled label="To" {...(refused && { refused })}>
          <input
            className="input"
            type="date"
            max={latest}
            value={to}
            onChange={({ target }) => setTo(target.value)}
          />
        </Labelled>
      </div>
    </Dialog>
  );
}

function whyNot({ from, to }: Days): string | undefined {
  if (!isDay(from) || !isDay(to)) return 'Enter both days.';
  if (from > to) return 'The first day is after the last.';
  return lengthOf({ from, to }) > LONGEST ? `Enter at most ${LONGEST} days.` : undefined;
}
