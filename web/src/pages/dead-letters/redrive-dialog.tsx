import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Labelled } from '../../components/labelled.tsx';
import { counted } from '../../words/amount.ts';
import type { Payload } from './payload-change.ts';
import type { Settling } from './settle.ts';

export interface ToRedrive {
  letters: readonly { id: string; payload?: Payload }[];
  /** Letters of the group that the dry run says would not be accepted; they stay. */
  staying: number;
}

interface RedriveDialogProps extends ToRedrive {
  settling: Settling;
  onClose(): void;
}

const LONGEST_REASON = 500;

/** Asks before letters are sent again. */
export function RedriveDialog({ letters, staying, settling, onClose }: RedriveDialogProps) {
  const edited = letters.filter(({ payload }) => payload).length;
  const { done } = settling;
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={`Redrive ${counted(letters.length, 'letter')}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            kind="primary"
            busy={done !== undefined}
            onClick={async () => {
              await settling.redrive(letters, reason.trim());
              onClose();
            }}
          >
            Redrive {letters.length}
          </Button>
        </>
      }
    >
      <div className="section stack">
        <p>
          {letters.length === 1 ? 'It is' : 'They are'} sent again
          {edited > 0 ? (edited === letters.length ? ' with the fix' : `, ${edited} with the fix`) : ' unchanged'},
          and what waits behind goes on.
          {staying > 0 &&
            ` ${counted(staying, 'letter')} of this group would not be accepted and ${staying === 1 ? 'stays' : 'stay'}.`}
        </p>
        <Labelled label="Reason, if you like; kept in the audit">
          <input
            className="input"
            value={reason}
            maxLength={LONGEST_REASON}
            onChange={({ target }) => setReason(target.value)}
          />
        </Labelled>
        {done !== undefined && (
          <progress className="progress" max={letters.length} value={Math.min(done, letters.length)}>
            {done} of {letters.length}
          </progress>
        )}
      </div>
    </Dialog>
  );
}
