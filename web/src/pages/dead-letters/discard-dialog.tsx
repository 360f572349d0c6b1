import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Labelled } from '../../components/labelled.tsx';
import { Choice } from '../../components/segmented.tsx';
import { counted } from '../../words/amount.ts';
import { inWords } from './number-words.ts';
import type { Settling } from './settle.ts';

interface DiscardDialogProps {
  letterId: string;
  groupIds: readonly string[];
  settling: Settling;
  onClose(): void;
}

const LONGEST_REASON = 500;

/** Asks for a reason and for the number in words: what is discarded is gone for good. */
export function DiscardDialog({ letterId, groupIds, settling, onClose }: DiscardDialogProps) {
  const [scope, setScope] = useState<'one' | 'all'>('one');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const ids = scope === 'all' ? groupIds : [letterId];
  const words = inWords(ids.length);
  const missing = [
    reason.trim() === '' && 'Enter a reason',
    typed.trim().toLowerCase() !== words && `Type the number in words: ${words}`,
  ].filter(Boolean);
  return (
    <Dialog
      title={`Discard ${counted(ids.length, 'letter')}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            kind="destructive"
            busy={settling.done !== undefined}
            disabledBecause={missing.length > 0 ? missing.join('. ') : undefined}
            onClick={async () => {
              await settling.discard(ids, reason.trim());
              onClose();
            }}
          >
            Discard {ids.length}
          </Button>
        </>
      }
    >
      <div className="section stack">
        <p>
          What {ids.length === 1 ? 'it' : 'they'} would have done is not done and not undone. What waits behind
          goes on.
        </p>
        {groupIds.length > 1 && (
          <div>
            <Choice<'one' | 'all'>
              label="Which"
              segments={[
                { key: 'one', words: 'This letter' },
                { key: 'all', words: `All ${groupIds.length} of the group` },
              ]}
              chosen={scope}
              onChoose={setScope}
            />
          </div>
        )}
        <Labelled label="Reason, kept in the audit">
          <input
            className="input"
            data-autofocus
            maxLength={LONGEST_REASON}
            placeholder="Why is this discarded?"
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </Labelled>
        <Labelled label={`The number in words: ${words}`}>
          <input
            className="input"
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </Labelled>
      </div>
    </Dialog>
  );
}
